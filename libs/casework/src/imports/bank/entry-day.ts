import { isoDayOf } from '../files/iso-day.ts';
import { textAt, type XmlNode } from './xml-tree.ts';

/** The day of a date or time of a bank's file (an xs:date may end in a time zone); null for what is none. */
export function dayOf(text: string): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2}|T.*)?$/.exec(text);
  return parts ? isoDayOf(parts[1] ?? '', parts[2] ?? '', parts[3] ?? '') : null;
}

/** The text of a date element, which has the day in `Dt` or the time in `DtTm`; null when it has neither. */
export function dateText(node: XmlNode | null, name: string): string | null {
  return textAt(node, name, 'Dt') ?? textAt(node, name, 'DtTm');
}
