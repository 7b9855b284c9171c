/** The few XML documents of S3's REST API that we read and write. */
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/** An element: text, or its children by name. */
type Element = string | { readonly [name: string]: Element | readonly Element[] };

const LISTS: ReadonlySet<string> = new Set(['Contents', 'CommonPrefixes']);

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  // keys may begin and end with blanks
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});
const builder = new XMLBuilder({});

export interface XmlNode {
  text(name: string): string | undefined;
  nodes(name: string): readonly XmlNode[];
}

/** Of the document's root, which has that name; a node without anything where it has not. */
export function parseXml(document: string, rootName: string): XmlNode {
  const parsed = parser.parse(document) as { readonly [name: string]: Element };
  return nodeOf(parsed[rootName] ?? {});
}

function nodeOf(element: Element): XmlNode {
  const members = typeof element === 'string' ? {} : element;
  return {
    text(name) {
      const found = members[name];
      return typeof found === 'string' ? found : undefined;
    },
    nodes(name) {
      const found = members[name];
      return Array.isArray(found) ? found.map(nodeOf) : [];
    },
  };
}

export function completeUploadXml(etags: readonly string[]): string {
  const Part = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
  return builder.build({ CompleteMultipartUpload: { Part } });
}
