import type { Words } from '../en/all.ts';
import { codes } from './codes.ts';
import { frame } from './frame.ts';
import { imports } from './imports.ts';
import { invoices } from './invoices.ts';
import { tasks } from './tasks.ts';

/** Every text of the web UI in Spanish. */
export const spanish: Words = { ...codes, ...frame, ...imports, ...invoices, ...tasks };
