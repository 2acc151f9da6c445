/** Kinds of evidence files that are accepted, with their media types. */
export const EVIDENCE_TYPES = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  text: 'text/plain; charset=utf-8',
} as const;
export type EvidenceKind = keyof typeof EVIDENCE_TYPES;

/** Most bytes of one evidence file. */
export const MOST_EVIDENCE_BYTES = 5 * 1024 * 1024;
/** Most evidence files of one dispute. */
export const MOST_EVIDENCE_FILES = 20;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];

/**
 * The kind of an evidence file, from its first bytes and never from its name; null for a kind that is not accepted. A
 * text is UTF-8 without control characters except tab and line ends. Pure and total.
 */
export function evidenceKind(content: Uint8Array): EvidenceKind | null {
  if (beginsWith(content, PDF)) return 'pdf';
  if (beginsWith(content, PNG)) return 'png';
  if (beginsWith(content, JPEG)) return 'jpeg';
  return isPlainText(content) ? 'text' : null;
}

function beginsWith(content: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => content[index] === byte);
}

function isPlainText(content: Uint8Array): boolean {
  if (content.length === 0) return false;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return !CONTROL.test(text);
  } catch {
    return false;
  }
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
