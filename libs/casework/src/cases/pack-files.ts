import { createHash } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { canonicalJson, type Json } from '@puntual/db/json';
import { newId } from '@puntual/db/ids';

/** A file of a pack. */
export interface PackFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** Most bytes of all files of a pack; what does not fit is listed by its hash only. */
const MOST_BYTES = 12 * 1024 * 1024;
/** Most messages of which a pack has the bytes, the newest. */
const MOST_MESSAGES = 100;

interface MessageBytesRow {
  readonly id: string;
  readonly html: string | null;
  readonly text: string;
  readonly pdf: Uint8Array | null;
}

/**
 * The files of a pack: the pack itself as JSON, the messages about the invoice exactly as they were sent, and a list of
 * the SHA-256 of each file, which also names the files that are left out because the pack would grow too large.
 */
export async function packFiles(tx: Tx, pack: Json, invoiceRowId: string): Promise<readonly PackFile[]> {
  const all = [
    { name: 'pack.json', mediaType: 'application/json', content: Buffer.from(canonicalJson(pack)) },
    ...(await messageFiles(tx, invoiceRowId)),
  ];
  let bytes = 0;
  const lines: string[] = [];
  const kept = all.filter(({ name, content }) => {
    const fits = bytes + content.length <= MOST_BYTES;
    if (fits) bytes += content.length;
    lines.push(`${sha256(content)}  ${name}${fits ? '' : '  (left out: too large)'}`);
    return fits;
  });
  return [...kept, { name: 'hashes.txt', mediaType: 'text/plain', content: Buffer.from(`${lines.join('\n')}\n`) }];
}

/** Stores the files that go with a message (`agency_message`). */
export async function storePackFiles(
  tx: Tx,
  of: { readonly organizationId: string; readonly placementId: string; readonly messageId: string },
  files: readonly PackFile[],
  at: Date,
): Promise<void> {
  await tx.placementFile.createMany({
    data: files.map(({ name, mediaType, content }) => ({
      ...of,
      id: newId(),
      name,
      mediaType,
      sha256: sha256(content),
      size: content.length,
      content: new Uint8Array(content),
      madeAt: at,
    })),
  });
}

/** The stored files that go with a message. */
export async function readPackFiles(tx: Tx, placementId: string, messageId: string): Promise<readonly PackFile[]> {
  const rows = await tx.placementFile.findMany({ where: { placementId, messageId }, orderBy: { id: 'asc' } });
  return rows.map(({ name, mediaType, content }) => ({ name, mediaType, content: Buffer.from(content) }));
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function messageFiles(tx: Tx, invoiceRowId: string): Promise<readonly PackFile[]> {
  const rows = await tx.$queryRaw<MessageBytesRow[]>`
    SELECT m.id, m.html, m.text, m.pdf
    FROM message m JOIN message_invoice mi ON mi.message_id = m.id
    WHERE mi.invoice_id = ${invoiceRowId}::uuid AND m.state = 'sent'
    ORDER BY m.sent_at DESC
    LIMIT ${MOST_MESSAGES}`;
  return rows.reverse().flatMap(({ id, html, text, pdf }, index) => {
    const name = `messages/${String(index + 1).padStart(3, '0')}-${id}`;
    return [
      { name: `${name}.txt`, mediaType: 'text/plain', content: Buffer.from(text) },
      ...(html === null ? [] : [{ name: `${name}.html`, mediaType: 'text/html', content: Buffer.from(html) }]),
      ...(pdf === null ? [] : [{ name: `${name}.pdf`, mediaType: 'application/pdf', content: Buffer.from(pdf) }]),
    ];
  });
}
