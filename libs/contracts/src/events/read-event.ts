import { isUtf8 } from 'node:buffer';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { refusalsOf } from '@puntual/domain/refusals/schema-issues';
import { eventSchema, type PuntualEvent } from './events.ts';

export const REJECTION_CODES = [
  'not-json',
  'too-large',
  'unknown-type',
  'invalid',
  'unknown-organization',
  'unexpected',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export type ReadResult =
  | { readonly ok: true; readonly event: PuntualEvent }
  | {
      readonly ok: false;
      readonly code: RejectionCode;
      /** In English, for whoever reads the dead letters. */
      readonly reason: string;
      /** What its schema refuses, at most 20, with dotted paths (`data.lines.0.amount`). */
      readonly faults: readonly Refusal[];
    };

/** Size of the largest event, in bytes of JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;
const MAX_FAULTS = 20;
/** Longest type that a rejection repeats, in UTF-16 code units; the longest known type has 29. */
const MAX_TYPE_SHOWN = 100;

/** Parses the bytes of one event. Never throws: an invalid event gives a code, a readable reason and the faults. */
export function readEvent(bytes: Buffer | string | null): ReadResult {
  if (bytes === null || bytes.length === 0)
    return {
      ok: false,
      code: 'not-json',
      reason: 'The message is empty; a CloudEvents JSON object is expected.',
      faults: [],
    };
  const size = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
  if (size > MAX_EVENT_BYTES)
    return {
      ok: false,
      code: 'too-large',
      reason: `The message has ${size} bytes; at most ${MAX_EVENT_BYTES} are taken.`,
      faults: [],
    };
  // RFC 8259, section 8.1: JSON is UTF-8. Decoding another encoding as UTF-8 would turn "Núñez" into "N??ez".
  if (typeof bytes !== 'string' && !isUtf8(bytes))
    return {
      ok: false,
      code: 'not-json',
      reason: 'The message is not UTF-8 text; write the JSON in UTF-8.',
      faults: [],
    };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return { ok: false, code: 'not-json', reason: 'The message is not JSON.', faults: [] };
  }
  return readEventValue(value);
}

/** The same for a value that was parsed already (HTTP). */
export function readEventValue(value: unknown): ReadResult {
  const result = eventSchema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, event: result.data };
  const faults = refusalsOf(result.error).slice(0, MAX_FAULTS);
  const unknown = faults.some((fault) => fault.path === 'type');
  const listed = faults.map((fault) => `${fault.path}: ${sayRefusal(fault, 'en')}`).join('; ');
  return {
    ok: false,
    code: unknown ? 'unknown-type' : 'invalid',
    faults,
    reason: unknown
      ? `The type ${showType(value)} is not one that Puntual takes.`
      : `The event does not fit its schema: ${listed}`.slice(0, 1000),
  };
}

// Repeats a type only when it is text, and cut: JSON.stringify of a deeply nested value overflows the stack, and the
// answer to a long type would be as long.
function showType(value: unknown): string {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
  if (type === null) return 'null';
  if (typeof type !== 'string') return `(${Array.isArray(type) ? 'a list' : typeof type})`;
  return type.length > MAX_TYPE_SHOWN ? `${JSON.stringify(type.slice(0, MAX_TYPE_SHOWN))}…` : JSON.stringify(type);
}
