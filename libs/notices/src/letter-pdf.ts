import { renderToBuffer } from '@react-pdf/renderer';
import { letterDocument } from './letter-document.tsx';
import { messageCopy } from './message-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { MAX_PDF_ROWS } from './pdf-parts.tsx';
import type { Template } from '@puntual/domain/policy/vocabulary';

/** Lines that the envelope's window shows in the letter's font size. */
const maxAddressLines = 8;

/**
 * Renders the notice as an A4 letter (PDF). `postalAddress` has one line per line, with the addressee's name first. The
 * same input gives the same bytes. Rejects with a RangeError when there is no invoice that the notice could be about,
 * or when the address is empty or longer than the window.
 */
export async function letterPdf(
  template: Template,
  props: NoticeProps,
  postalAddress: readonly string[],
): Promise<Buffer> {
  const address = postalAddress.map((line) => line.trim()).filter((line) => line !== '');
  if (address.length === 0 || address.length > maxAddressLines) {
    throw new RangeError(
      `a letter needs a postal address of 1 to ${maxAddressLines} lines, and this one has ${address.length}`,
    );
  }
  return renderToBuffer(letterDocument({ copy: messageCopy(template, props, MAX_PDF_ROWS), props, address }));
}
