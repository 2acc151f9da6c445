import { z } from 'zod';
import { attachmentFrom, isBase64, tagsFrom, type Draft, type Reading } from './draft.ts';
import type { Channel, MessageContent } from './delivery.ts';
import { invalidField } from './provider-error.ts';

const tags = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .max(50)
  .optional();
const file = z.object({ filename: z.string().min(1), content: z.string(), content_type: z.string().optional() });

/** Body of `POST /sms`. Numbers are E.164 (`+34600111222`); `from` may be a name. */
export const smsRequestSchema = z.looseObject({
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number, as in +34600111222'),
  from: z.string().min(1).max(20).optional(),
  text: z.string().min(1).max(1_600),
  tags,
});

/** Body of `POST /letters`. `to` holds the lines of the address in the window of the envelope; `pdf` is base64. Other fields (paper, registered) are kept. */
export const letterRequestSchema = z.looseObject({
  to: z.array(z.string().min(1).max(200)).min(2).max(8),
  from: z.array(z.string().min(1).max(200)).max(8).optional(),
  subject: z.string().max(500).optional(),
  filename: z.string().min(1).max(200).optional(),
  pdf: z
    .string()
    .refine(
      (s) => isBase64(s) && Buffer.from(s.slice(0, 8), 'base64').toString('latin1').startsWith('%PDF-'),
      'must be a PDF in base64',
    ),
  tags,
});

/** Body of `POST /agency/placements`: the case as JSON and its papers. */
export const placementRequestSchema = z.looseObject({
  agency: z.string().min(1).max(200),
  pack: z.record(z.string(), z.unknown()),
  files: z.array(file).max(200).default([]),
  tags,
});

/** Body of `POST /agency/placements/:id/recall`. */
export const recallRequestSchema = z.looseObject({ reason: z.string().min(1).max(2_000), tags });

export function readSms(body: unknown): Reading {
  return read(smsRequestSchema, body, ({ to, from, text, ...rest }) => ({
    content: { ...blank('sms', 'sms'), from: from ?? null, to: [to], text, ...extras(rest) },
    files: [],
  }));
}

export function readLetter(body: unknown): Reading {
  return read(letterRequestSchema, body, ({ to, from, subject, filename, pdf, ...rest }) => {
    const attachment = attachmentFrom({
      filename: filename ?? 'letter.pdf',
      content: pdf,
      content_type: 'application/pdf',
    });
    if (attachment === null) return 'pdf: must be a PDF in base64';
    return {
      content: {
        ...blank('letter', 'letter'),
        from: from?.join('\n') ?? null,
        to: [to.join('\n')],
        subject: subject ?? null,
        attachments: [attachment.meta],
        ...extras(rest),
      },
      files: [attachment.base64],
    };
  });
}

export function readPlacement(body: unknown): Reading {
  return read(placementRequestSchema, body, ({ agency, pack, files, ...rest }) => {
    const attachments = files.map(attachmentFrom);
    const good = attachments.filter((a) => a !== null);
    if (good.length < attachments.length) return 'files: each needs a filename and its content in base64';
    return {
      content: {
        ...blank('agency', 'placement'),
        to: [agency],
        attachments: good.map((a) => a.meta),
        ...extras(rest),
        pack,
      },
      files: good.map((a) => a.base64),
    };
  });
}

/** `agency` and `placementId` come from the placement that is taken back. */
export function readRecall(body: unknown, agency: string[], placementId: string): Reading {
  return read(recallRequestSchema, body, ({ reason, ...rest }) => ({
    content: { ...blank('agency', 'recall'), to: agency, text: reason, placementId, ...extras(rest) },
    files: [],
  }));
}

/** `make` answers a text when something is wrong that the schema cannot say. */
function read<T>(schema: z.ZodType<T>, body: unknown, make: (request: T) => Draft | string): Reading {
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    return { error: invalidField(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')) };
  const draft = make(parsed.data);
  return typeof draft === 'string' ? { error: invalidField(draft) } : { draft };
}

function blank(channel: Channel, kind: MessageContent['kind']): MessageContent {
  return {
    channel,
    kind,
    from: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    subject: null,
    html: null,
    text: null,
    attachments: [],
    tags: [],
    headers: {},
    pack: null,
    placementId: null,
  };
}

function extras({ tags: given, ...rest }: Record<string, unknown>): Pick<MessageContent, 'tags' | 'pack'> {
  return { tags: tagsFrom(given) ?? [], pack: Object.keys(rest).length > 0 ? rest : null };
}
