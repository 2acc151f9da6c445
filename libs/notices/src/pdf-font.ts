import { createRequire } from 'node:module';
import { Font } from '@react-pdf/renderer';
import { needsEmbeddedFont } from './pdf-text.ts';

const fontFile = createRequire(import.meta.url);

/** The font to embed (only the glyphs used) when a document has letters that the standard fonts lack. */
export const EMBEDDED_FONT = 'Noto Sans';

// Loaded only by a document that needs it.
Font.register({
  family: EMBEDDED_FONT,
  fonts: [
    { src: fontFile.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf') },
    { src: fontFile.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'), fontWeight: 'bold' },
  ],
});

/**
 * Chooses the font for a document's data: a standard PDF font, unless a name or text has letters that it lacks (Łódź,
 * Αθήνα, София).
 */
export function pdfFont(...data: readonly unknown[]): string {
  return data.some(needsEmbeddedFont) ? EMBEDDED_FONT : 'Helvetica';
}
