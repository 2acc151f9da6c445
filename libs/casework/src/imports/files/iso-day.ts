/** `YYYY-MM-DD` of a year, month and day written in digits; null when there is no such day between 1900 and 2199. */
export function isoDayOf(year: string, month: string, day: string): string | null {
  if (!/^(19|20|21)\d\d$/.test(year)) return null;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}
