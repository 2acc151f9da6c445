import type { Refusal } from '@puntual/domain/refusals/refusals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';

/** A refusal in English: its path, and how to correct it. */
export function inWords({ path, ...refusal }: Refusal): { readonly path: string; readonly message: string } {
  return { path, message: sayRefusal(refusal, 'en') };
}

/** A use case's result with its refusal in words; a result without a refusal is returned unchanged. */
export function resultInWords<Result extends { readonly result: string }>(result: Result): object {
  if (!('code' in result && 'path' in result && 'values' in result)) return result;
  return { result: result.result, ...inWords(result as unknown as Refusal) };
}
