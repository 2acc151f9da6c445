import { codes } from './codes.ts';
import { frame } from './frame.ts';
import { imports } from './imports.ts';
import { invoices } from './invoices.ts';
import { tasks } from './tasks.ts';
import type { SameKeys } from './same-keys.ts';

/** Every text of the web UI in English. The other languages take their keys from here. */
export const english = { ...codes, ...frame, ...imports, ...invoices, ...tasks };

/** Every text of the web UI in one language. */
export type Words = SameKeys<typeof english>;
