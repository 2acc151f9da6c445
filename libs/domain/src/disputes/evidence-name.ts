import type { EvidenceKind } from './evidence-kind.ts';

/** The most characters of a name. */
const LONGEST = 200;
/** How names of a kind may end; the first is added to a name that ends otherwise. */
const ENDINGS: Readonly<Record<EvidenceKind, readonly string[]>> = {
  pdf: ['pdf'],
  png: ['png'],
  jpeg: ['jpg', 'jpeg'],
  text: ['txt', 'csv', 'md', 'log', 'eml'],
};

/**
 * The name under which an evidence file is kept and downloaded: the last part of a path, on one line, without invisible
 * characters and those that no file system takes. It ends as its kind does, whatever the sender called it: opened from
 * a downloads folder, a text named ".html" would run as a page. Pure and total.
 */
export function evidenceName(given: string, kind: EvidenceKind): string {
  const last = given.split(/[/\\]/).findLast((part) => /[^\s.]/.test(part)) ?? '';
  const plain = last
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+/, '')
    .trim();
  const name = plain === '' ? 'file' : plain;
  const [ending = ''] = ENDINGS[kind];
  const isRight = ENDINGS[kind].some((each) => name.toLowerCase().endsWith(`.${each}`));
  const whole = isRight ? name : `${name}.${ending}`;
  const most = LONGEST - ending.length - 1;
  return whole.length <= LONGEST ? whole : `${name.slice(0, most).replace(/\p{Cs}$/u, '')}.${ending}`;
}
