import sax from 'sax';
import { decodeXml } from './decode-xml.ts';
import { UnreadableFile } from './line-fault.ts';

/** What a reader of XML does at each element and text; names are without their prefix. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

/**
 * Parses XML from a stream and yields after each piece of it, so that the caller can take what the handlers have
 * collected. Throws `UnreadableFile` for broken XML (`xml-broken`) and a document type declaration (`xml-doctype`).
 */
export async function* xmlEvents(bytes: AsyncIterable<Uint8Array>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = sax.parser(true, { position: true });
  const fail = (code: 'xml-broken' | 'xml-doctype', values = {}) => {
    throw new UnreadableFile(parser.line + 1, code, values);
  };
  parser.onerror = (error) => fail('xml-broken', { reason: (error.message.split('\n')[0] ?? '').slice(0, 100) });
  parser.ondoctype = () => fail('xml-doctype');
  parser.onopentag = ({ name, attributes }) => handlers.open(local(name), attributes as Record<string, string>);
  parser.ontext = (text) => handlers.text?.(text);
  parser.oncdata = (text) => handlers.text?.(text);
  parser.onclosetag = (name) => handlers.close?.(local(name));
  for await (const text of decodeXml(bytes)) {
    parser.write(text);
    yield;
  }
  parser.close();
  yield;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
