import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import type { Language } from '@puntual/domain/language/languages';
import { MOST_FILES } from '@puntual/casework/portal/act-once';
import { ApiProblem } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { asRowId } from '../http/ids.ts';
import { encodingOf, readBody } from '../http/read-body.ts';
import { isStorable } from '../http/storable.ts';

/** The fields and files of a form that a page of the portal sent. */
export interface PortalInput {
  /** A text field, trimmed and cut; empty when it is missing or cannot be stored. */
  text(name: string, most: number): string;
  /** The chosen invoices (row ids), each once; what is no row id is left out. */
  readonly invoices: readonly string[];
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)(\s*;|$)/i;
const FILE_NAME_CHARACTERS = 140;

/**
 * Reads a form of at most `limit` bytes, with its files. Throws 415 `not-json` for another type of body, 413
 * `too-large`, and 400 `unreadable` for one that breaks off.
 */
export async function readForm(request: HttpRequest, limit: number): Promise<PortalInput> {
  const type = request.headers['content-type'] ?? '';
  if (!FORM.test(type) || encodingOf(request) !== 'identity')
    throw new ApiProblem(415, { code: 'not-json', values: {} });
  const body = await readBody(request, limit);
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch((cause: unknown) => {
      throw new ApiProblem(400, { code: 'unreadable', values: {} }, { cause });
    });
  const files: { name: string; content: Buffer }[] = [];
  // A field for a file that was left empty arrives as a file of no bytes.
  for (const value of form.getAll('file').slice(0, MOST_FILES + 1))
    if (typeof value !== 'string' && value.size > 0)
      files.push({ name: fileName(value.name), content: Buffer.from(await value.arrayBuffer()) });
  return {
    text: (name, most) => {
      const value = form.get(name);
      const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim().slice(0, most) : '';
      return isStorable(text) ? text : '';
    },
    invoices: rowIds(form.getAll('invoice')),
    files,
  };
}

function fileName(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\\/]/gu, '_').slice(0, FILE_NAME_CHARACTERS);
  return plain === '' || !isStorable(plain) ? 'file' : plain;
}

/** The row ids among values of a form or an address, each once. */
export function rowIds(values: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(values) ? values : [values];
  return [
    ...new Set(given.flatMap((value) => (typeof value === 'string' ? (asRowId(value)?.toLowerCase() ?? []) : []))),
  ];
}

/**
 * An amount as people of a language write it, as a decimal string: `1.250,50` in Spanish, `1,250.50` in English, and
 * `1250.50` or `1250,50` in both. Null for what is no amount of the currency above zero.
 */
export function amountAsWritten(text: string, currency: string, language: Language): string | null {
  if (!isCurrency(currency)) return null;
  const plain = text.replaceAll(/[\s\u00a0\u202f€$£]/g, '');
  const [group, point] = language === 'es' ? ['.', ','] : [',', '.'];
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  const decimal = grouped.test(plain)
    ? plain.replaceAll(group, '').replace(point, '.')
    : /^\d+([.,]\d+)?$/.test(plain)
      ? plain.replace(',', '.')
      : null;
  const minor = decimal === null ? null : readAmount(decimal, currency, '');
  return typeof minor === 'bigint' && minor > 0n ? decimal : null;
}
