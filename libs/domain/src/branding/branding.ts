import { z } from 'zod';
import { format, refuse } from '../refusals/schema-issues.ts';
import { contrast, LEAST_CONTRAST } from './contrast.ts';

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, format('colour'));
const line = z.string().trim().min(1).max(200);

/** What an organization's messages look like; what is left out has the house's own. */
export const brandingSchema = z.strictObject({
  /** The ground of the band and of the button. */
  colour: colour.nullable().default(null),
  /** The text on it. Null: black or white, whichever reads better. */
  textColour: colour.nullable().default(null),
  /** An image on a host that messages may link to. Its alternative text is the organization's name. */
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null),
  phone: z.string().trim().min(3).max(40).nullable().default(null),
  /** The postal address, a line each. */
  address: z.array(line).max(6).default([]),
  /** Lines in small print below each message, such as opening hours. */
  footer: z.array(line).max(6).default([]),
  /** What the law asks a company to state: register, tax number, management. */
  legalLine: z.string().trim().min(1).max(500).nullable().default(null),
});
export type Branding = z.infer<typeof brandingSchema>;

export const defaultBranding: Branding = brandingSchema.parse({});

/** A branding as a person saves it: text that cannot be read on its ground is refused (`contrast-too-low`). */
export const changeBrandingSchema = brandingSchema.superRefine(({ colour: ground, textColour }, context) => {
  if (textColour === null) return;
  if (ground === null) return refuse(context, ['colour'], { code: 'text-colour-without-ground', values: {} });
  const ratio = contrast(ground, textColour);
  if (ratio < LEAST_CONTRAST)
    // Rounded down: 4.49 is not 4.5.
    refuse(context, ['textColour'], {
      code: 'contrast-too-low',
      values: { ratio: (Math.floor(ratio * 100) / 100).toFixed(2), least: String(LEAST_CONTRAST) },
    });
});
