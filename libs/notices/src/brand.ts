import { contrast, LEAST_CONTRAST } from '@puntual/domain/branding/contrast';

const COLOUR = /^#[0-9a-f]{6}$/i;
const houseColour = '#1f4e79';
const dark = '#000000';
const ink = '#1b1f24';
const light = '#ffffff';

/**
 * Colours of a brand: `ground`, the text colour that reads best `on` it, and the colour of the name `onPaper`. Contrast
 * is always AA (4.5:1). A malformed colour gives the house colour; `textColour` is used
 * where it reads well.
 */
export function brandColours(
  brandColour: string,
  textColour: string | null = null,
): { ground: string; on: string; onPaper: string } {
  const ground = COLOUR.test(brandColour) ? brandColour : houseColour;
  return {
    ground,
    on: isReadable(textColour, ground) ? textColour : contrast(ground, light) >= contrast(ground, dark) ? light : dark,
    onPaper: contrast(ground, light) >= LEAST_CONTRAST ? ground : ink,
  };
}

function isReadable(textColour: string | null, ground: string): textColour is string {
  return textColour !== null && COLOUR.test(textColour) && contrast(ground, textColour) >= LEAST_CONTRAST;
}
