import { postJson } from './json-provider.ts';

/**
 * The collection agency's API. Both calls are idempotent by the placement's id and throw until the agency has accepted
 * them.
 */
export interface Agency {
  place(placementId: string, pack: unknown, files: readonly { filename: string; content: Buffer }[]): Promise<string>;
  recall(placementId: string, agencyRef: string, reason: string): Promise<void>;
}

export function agencyIntake(options: {
  readonly url: string;
  readonly token?: string | undefined;
  readonly name: string;
}): Agency {
  return {
    place: async (placementId, pack, files) => {
      const answer = await postJson(`${options.url}/agency/placements`, options.token, `placement/${placementId}`, {
        agency: options.name,
        pack,
        files: files.map((file) => ({
          filename: file.filename,
          content: file.content.toString('base64'),
          content_type: 'application/pdf',
        })),
        tags: [{ name: 'placement', value: placementId }],
      });
      if ('refused' in answer) throw new Error(`the agency refused the pack (${answer.refused})`);
      return answer.id;
    },
    recall: async (placementId, agencyRef, reason) => {
      const answer = await postJson(
        `${options.url}/agency/placements/${encodeURIComponent(agencyRef)}/recall`,
        options.token,
        `recall/${placementId}`,
        { reason },
      );
      if ('refused' in answer) throw new Error(`the agency refused the recall (${answer.refused})`);
    },
  };
}
