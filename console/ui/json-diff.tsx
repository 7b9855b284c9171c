/** Two JSON texts and what is different between them, line by line. */
import { indentJson } from './json-view.tsx';
import { type DiffLine, lineDiff } from './line-diff.ts';
import './json-diff.css';

const SIGNS: Readonly<Record<DiffLine['change'], string>> = { same: ' ', gone: '-', new: '+' };

export interface JsonDiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

export function JsonDiff({ before, after, label }: JsonDiffProps) {
  const lines = lineDiff(indentJson(before), indentJson(after));
  return (
    <div className="json-view">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre>
          {lines.map(({ change, text }, i) => (
            // Lines have no identity beside their place.
            <span key={i} className={`diff-${change}`}>
              {SIGNS[change]} {text}
              {'\n'}
            </span>
          ))}
        </pre>
      </section>
    </div>
  );
}
