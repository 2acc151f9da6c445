import type { BrowserContextOptions } from 'playwright-core';

/** How a reader sees a page: the width of the screen, light or dark. */
export interface Look {
  readonly name: string;
  readonly context: BrowserContextOptions;
}

const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

/** The looks of which pictures are taken. */
export const LOOKS: readonly Look[] = [
  { name: 'wide-light', context: { viewport: wide, colorScheme: 'light' } },
  { name: 'wide-dark', context: { viewport: wide, colorScheme: 'dark' } },
  { name: 'phone-light', context: { viewport: phone, colorScheme: 'light' } },
  { name: 'phone-dark', context: { viewport: phone, colorScheme: 'dark' } },
];
