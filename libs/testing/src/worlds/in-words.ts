import type { Refusal } from '@puntual/domain/refusals/refusals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';

/** A refusal as an English reader meets it: where, and what to mend. */
export function inWords({ path, ...refusal }: Refusal): { readonly path: string; readonly message: string } {
  return { path, message: sayRefusal(refusal, 'en') };
}

/** A use case's result with the refusal that may be in it in words; any other result as it is. */
export function resultInWords<Result extends { readonly result: string }>(result: Result): object {
  if (!('code' in result && 'path' in result && 'values' in result)) return result;
  return { result: result.result, ...inWords(result as unknown as Refusal) };
}
