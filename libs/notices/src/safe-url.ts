/**
 * Returns the address if it is http(s), else null: links come from other systems, and `javascript:` or `data:` must not
 * get into a debtor's mail.
 */
export function safeUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
}
