/** A code editor as a controlled field: CodeMirror with what every editor here has. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from './code-theme.ts';

export interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** The language and what goes with it; read once, when the editor is made. */
  readonly extensions: Extension;
  readonly heightPx: number;
  /** Handed the editor when it is there, and nothing when it is gone. */
  readonly onView?: (view: EditorView | undefined) => void;
}

export function CodeEditor({ label, value, onChange, extensions, heightPx, onView }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const change = useRef(onChange);
  change.current = onChange;

  // Made once; later values come in below
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      doc: value,
      extensions: [
        baseExtensions(),
        codeTheme(),
        extensions,
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) change.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    onView?.(made);
    return () => {
      onView?.(undefined);
      made.destroy();
    };
  }, []);

  useEffect(() => {
    const shown = view.current?.state.doc.toString();
    if (shown === undefined || shown === value) return;
    view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
  }, [value]);

  return <div className="code-editor" ref={place} style={{ height: heightPx }} />;
}

/** Tab leaves the editor, as everywhere on the page; Mod-] indents. */
function baseExtensions(): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    autocompletion(),
    EditorState.tabSize.of(2),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...completionKeymap,
      ...searchKeymap,
    ]),
  ];
}
