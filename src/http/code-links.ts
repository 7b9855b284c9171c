/** Downloads of function code through links that carry a signature of their own. */
import type { OpenPath } from './gateway.ts';

export interface CodeLinks {
  /** What the links' paths begin with. */
  readonly prefix: string;
  /** The package behind a link; undefined when the link is not, or no longer, good. */
  read(path: string, query: string): Promise<Uint8Array | undefined>;
}

export function codeLinks(links: CodeLinks): OpenPath {
  return ({ path, query }) => (path.startsWith(links.prefix) ? download(links, path, query) : undefined);
}

async function download(links: CodeLinks, path: string, query: string) {
  const bytes = await links.read(path, query);
  if (bytes === undefined) {
    const body = 'This link to a code package is not valid or has expired: call GetFunction again.\n';
    return { status: 403, headers: { 'Content-Type': 'text/plain' }, body };
  }
  return { status: 200, headers: { 'Content-Type': 'application/zip' }, body: bytes };
}
