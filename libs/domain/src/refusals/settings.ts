import type { NoValues } from './refusal.ts';

/** What can be wrong with an organization's settings, and with the rate tables that settings and policies have. */
export interface SettingsRefusals {
  readonly 'closed-too-long': { readonly mostDays: number };
  readonly 'rate-row-ends-first': { readonly from: string; readonly until: string };
  readonly 'rate-rows-overlap': { readonly from: string; readonly beforeUntil: string };
  readonly 'contrast-too-low': { readonly ratio: string; readonly least: string };
  readonly 'text-colour-without-ground': NoValues;
}
