import { fileURLToPath } from 'node:url';

/** The root of the checkout that this code runs from. */
export const checkout = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
