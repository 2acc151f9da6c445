import { StreamableFile } from '@nestjs/common';

/** Answers with a PDF that the browser shows, under `name` (with its ending) when it is saved. */
export function shownPdf(pdf: Uint8Array, name: string): StreamableFile {
  return new StreamableFile(pdf, {
    type: 'application/pdf',
    disposition: `inline; filename="${name}"`,
    length: pdf.length,
  });
}
