import { fileURLToPath } from 'node:url';

/** Root folder of the checkout that contains this file. */
export const checkout = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
