/** An editor for JSON without a meaning of its own: an execution's input, a test event, a policy. */
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { linter } from '@codemirror/lint';
import { CodeEditor } from './code-editor.tsx';

export interface JsonEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly heightPx?: number;
}

const extensions = [json(), linter(jsonParseLinter(), { delay: 150 })];

export default function JsonEditor({ label, value, onChange, heightPx = 220 }: JsonEditorProps) {
  return <CodeEditor label={label} value={value} onChange={onChange} extensions={extensions} heightPx={heightPx} />;
}
