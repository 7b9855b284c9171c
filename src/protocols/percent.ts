/** Percent encoding as the AWS protocols use it. */

/** @returns undefined when the text is not percent-encoded UTF-8. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const LONE_SURROGATES = /\p{Surrogate}/gu;
const SUB_DELIMITERS = /[!'()*]/g;

/** RFC 3986: everything but `A-Za-z0-9-_.~` is encoded. Lone surrogates, which have no UTF-8, become U+FFFD. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.replace(LONE_SURROGATES, '\ufffd')).replace(
    SUB_DELIMITERS,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Name and value pairs of a query or form, in their order.
 * @returns undefined when a part is not percent-encoded UTF-8
 */
export function parseForm(text: string): [name: string, value: string][] | undefined {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = formDecode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : formDecode(part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

function formDecode(text: string): string | undefined {
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
