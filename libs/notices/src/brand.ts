const houseColour = '#1f4e79';
const dark = '#000000';
const ink = '#1b1f24';
const light = '#ffffff';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/**
 * Colours of a brand: `ground`, the text colour that reads best `on` it, and the colour of the name `onPaper`. Contrast
 * is always AA (4.5:1). A malformed colour gives the house colour.
 */
export function brandColours(brandColour: string): { ground: string; on: string; onPaper: string } {
  const ground = /^#[0-9a-f]{6}$/i.test(brandColour) ? brandColour : houseColour;
  return {
    ground,
    on: contrast(ground, light) >= contrast(ground, dark) ? light : dark,
    onPaper: contrast(ground, light) >= 4.5 ? ground : ink,
  };
}
