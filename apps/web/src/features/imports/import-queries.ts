import { queryOptions } from '@tanstack/react-query';
import type { ImportView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';

/** How often a running import is asked for its progress. */
const PROGRESS_MS = 1000;

/** What a person has chosen for a file. */
export interface ImportChoice {
  kind: ImportView['kind'];
  file: File;
  mapping: string;
  dates: 'auto' | 'dmy' | 'mdy' | 'ymd';
  terms: number | null;
}

/** Uploads a file for a dry run. */
export function tryFile({ kind, file, mapping, dates, terms }: ImportChoice): Promise<ImportView> {
  const query = {
    kind,
    dryRun: 'true' as const,
    fileName: file.name.slice(0, 200),
    mapping: mapping as 'auto',
    dates,
    ...(terms === null || kind !== 'invoices' ? {} : { terms }),
  };
  return bodyOf(
    api.POST('/v1/imports', {
      params: { query },
      body: file as never,
      bodySerializer: (body: unknown) => body as File,
      headers: { 'content-type': 'application/octet-stream' },
    }),
  );
}

/** Imports the file of a dry run. */
export function takeImport(id: string): Promise<ImportView> {
  return bodyOf(api.POST('/v1/imports/{id}/take', { params: { path: { id } } }));
}

/** Whether nothing more happens to an import by itself. */
export function isOver({ state }: Pick<ImportView, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'stopped';
}

/** An import, asked for again until it is over. */
export function importQuery(id: string | null) {
  return queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }): Promise<ImportView> =>
      bodyOf(api.GET('/v1/imports/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : PROGRESS_MS),
  });
}
