import { createRequire } from 'node:module';
import { Font } from '@react-pdf/renderer';
import { needsEmbeddedFont } from './pdf-text.ts';

const fontFile = createRequire(import.meta.url);

/** The font that is embedded, as far as it is used, where a document has letters that the standard ones have not. */
export const EMBEDDED_FONT = 'Noto Sans';

// Opened only by a document that needs it.
Font.register({
  family: EMBEDDED_FONT,
  fonts: [
    { src: fontFile.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf') },
    { src: fontFile.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'), fontWeight: 'bold' },
  ],
});

/** The font of a document with such data: a standard one of every reader, unless a name or text in it is written in letters that it has not (Łódź, Αθήνα, София). */
export function pdfFont(...data: readonly unknown[]): string {
  return data.some(needsEmbeddedFont) ? EMBEDDED_FONT : 'Helvetica';
}
