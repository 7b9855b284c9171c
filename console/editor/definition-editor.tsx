/** The editor of a definition: problems underlined, names completed, and the state under the cursor told to the graph. */
import { json, jsonLanguage } from '@codemirror/lang-json';
import { linter } from '@codemirror/lint';
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
import { CodeEditor } from './code-editor.tsx';
import { type CompletableFunction, completeDefinition } from './definition-completion.ts';
import type { PlacedDiagnostic } from './definition-lint.ts';
import { rangeOfState, stateAt } from './json-places.ts';
import type { TextRange } from './quick-fix.ts';

export interface DefinitionEditorProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly functions: readonly CompletableFunction[];
  readonly onDiagnostics: (diagnostics: readonly PlacedDiagnostic[]) => void;
  /** The state under the cursor. */
  readonly onStateAtCursor: (name: string | undefined) => void;
  /** The state to show; it scrolls into view unless the cursor is what selected it. */
  readonly selectedState: string | undefined;
  /** A place to go to, such as that of a problem. */
  readonly goTo: TextRange | undefined;
  /** Asked for with F2. */
  readonly onRename?: (name: string) => void;
  readonly heightPx: number;
}

const LINT_DELAY_MS = 150;

export default function DefinitionEditor(props: DefinitionEditorProps) {
  const { value, onChange, selectedState, goTo, heightPx } = props;
  const latest = useRef(props);
  latest.current = props;
  const view = useRef<EditorView>(undefined);
  const stateOfCursor = useRef<string>(undefined);

  const extensions = useMemo(() => {
    const complete = completeDefinition(() => latest.current.functions);
    return [
      json(),
      jsonLanguage.data.of({ autocomplete: complete }),
      linter(
        async ({ state }) => {
          const { lintDefinition, toEditorDiagnostic } = await import('./definition-lint.ts');
          const diagnostics = lintDefinition(state);
          latest.current.onDiagnostics(diagnostics);
          return diagnostics.map(toEditorDiagnostic);
        },
        { delay: LINT_DELAY_MS },
      ),
      selectedLines,
      keymap.of([
        { key: 'F2', run: ({ state }) => askForName(latest.current, stateAt(state, state.selection.main.head)) },
      ]),
      EditorView.updateListener.of(({ state, selectionSet, view: { hasFocus } }) => {
        if (!selectionSet || !hasFocus) return;
        stateOfCursor.current = stateAt(state, state.selection.main.head);
        latest.current.onStateAtCursor(stateOfCursor.current);
      }),
    ];
  }, []);

  // The lines of a state move when the text changes
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    const range = selectedState === undefined ? undefined : rangeOfState(current.state, selectedState);
    const scroll = range !== undefined && selectedState !== stateOfCursor.current;
    current.dispatch({
      effects: [
        selectLines.of(range),
        ...(scroll ? [EditorView.scrollIntoView(range.from, { y: 'start', yMargin: 60 })] : []),
      ],
    });
  }, [selectedState, value]);

  useEffect(() => {
    const { current } = view;
    if (goTo === undefined || current === undefined) return;
    current.dispatch({ selection: { anchor: goTo.from, head: goTo.to }, scrollIntoView: true });
    current.focus();
  }, [goTo]);

  return (
    <CodeEditor
      label="State machine definition"
      value={value}
      onChange={onChange}
      extensions={extensions}
      heightPx={heightPx}
      onView={(made) => {
        view.current = made;
      }}
    />
  );
}

function askForName({ onRename }: DefinitionEditorProps, name: string | undefined): boolean {
  if (onRename === undefined || name === undefined) return false;
  onRename(name);
  return true;
}

const selectLines = StateEffect.define<TextRange | undefined>();

const selectedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let updated = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(selectLines)) continue;
      const { doc } = transaction.state;
      if (effect.value === undefined) updated = Decoration.none;
      else {
        const first = doc.lineAt(effect.value.from).number;
        const last = doc.lineAt(Math.min(effect.value.to, doc.length)).number;
        const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
        updated = Decoration.set(numbers.map((number) => lineMark.range(doc.line(number).from)));
      }
    }
    return updated;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const lineMark = Decoration.line({ class: 'cm-selected-state' });
