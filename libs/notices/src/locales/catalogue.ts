import type { en } from './en.ts';
import type { enService } from './en-service.ts';

type English = typeof en & typeof enService;

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
type Path<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Path<T[K], `${Prefix}${K}.`>;
}[keyof T & string];
type WithoutPlural<K extends string> = K extends `${infer Base}_${'zero' | 'one' | 'other'}` ? Base : K;

/** The shape of every language's catalogue, taken from the English texts. */
export type Catalogue = Words<English>;
/** A key of the catalogues without its plural ending: `row.late`. */
export type NoticeKey = WithoutPlural<Path<English>>;
