/** JSON to read: indented, and copied exactly as it came. Text that is no JSON is shown as it is. */
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

export function JsonView({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="json-view">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre>{indentJson(text)}</pre>
      </section>
      <span className="json-copy">
        <CopyToClipboard
          variant="icon"
          textToCopy={text}
          copyButtonAriaLabel={`Copy ${label}`}
          copySuccessText="Copied"
          copyErrorText="Could not be copied"
        />
      </span>
    </div>
  );
}

export function indentJson(text: string): string {
  try {
    return reindent(text);
  } catch {
    return text;
  }
}

/** By its tokens rather than by its values, so that numbers keep the digits they were written with. */
function reindent(text: string): string {
  JSON.parse(text);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return tokens
    .map((token, i) => {
      if (token === '{' || token === '[') {
        if (tokens[i + 1] === '}' || tokens[i + 1] === ']') return token;
        depth++;
        return token + line();
      }
      if (token === '}' || token === ']') {
        if (tokens[i - 1] === '{' || tokens[i - 1] === '[') return token;
        depth--;
        return line() + token;
      }
      if (token === ',') return `,${line()}`;
      return token === ':' ? ': ' : token;
    })
    .join('');
}
