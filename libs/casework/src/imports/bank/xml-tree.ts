/** An element of an XML document, with local names. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: XmlNode[];
}

/** The first element at the end of a path of names, or null. */
export function find(node: XmlNode | null, ...path: readonly string[]): XmlNode | null {
  let at = node;
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null;
  return at;
}

/** All children with a name. */
export function all(node: XmlNode | null, name: string): XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** The trimmed text of the first element at the end of a path of names; null when there is none. */
export function textAt(node: XmlNode | null, ...path: readonly string[]): string | null {
  const text = find(node, ...path)?.text.trim() ?? '';
  return text === '' ? null : text;
}
