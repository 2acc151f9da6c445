/**
 * The From header of a mail in the form of RFC 5322: the sender's name as a quoted string, and the address of
 * `mailFrom` (`Name <address>` or an address). Without a sender, the name of `mailFrom`. Control characters are left
 * out, line breaks among them. Total: a `mailFrom` without an address is returned as it is.
 */
export function fromHeader(mailFrom: string, sender: { readonly name: string } | null): string {
  const [, given = '', address] = /^([^<>]{0,500})<([^<>\s]{1,320})>\s*$/.exec(mailFrom) ?? [];
  const bare = address ?? mailFrom.trim();
  const name = plain(sender?.name ?? unquoted(given.trim()));
  return name === '' || !bare.includes('@') ? bare : `${quoted(name)} <${bare}>`;
}

function unquoted(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name;
}

// What may not stand in an atom of RFC 5322 is quoted: a comma outside quotes would begin another address.
function quoted(name: string): string {
  return /[^\p{L}\p{N} !#$%&'*+/=?^_`{|}~’-]/u.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
}

function plain(name: string): string {
  return name
    .replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
