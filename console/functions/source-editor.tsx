/** The files of a function, one at a time, with their names beside the editor. */

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { useMemo, useRef, useState } from 'react';
import { CodeEditor } from '../editor/code-editor.tsx';
import type { SourceFiles } from './code-package.ts';

export interface SourceEditorProps {
  readonly files: SourceFiles;
  /** Its file is shown first. */
  readonly handler: string;
  readonly onChange: (files: SourceFiles) => void;
  /** Ctrl+S. */
  readonly onSave: () => void;
}

const HEIGHT_PX = 380;

export default function SourceEditor({ files, handler, onChange, onSave }: SourceEditorProps) {
  const names = Object.keys(files).sort();
  const [chosen, setChosen] = useState(() => fileOfHandler(names, handler));
  const current = chosen !== undefined && chosen in files ? chosen : names[0];
  const save = useRef(onSave);
  save.current = onSave;
  const extensions = useMemo(
    () => [
      languageOf(current ?? ''),
      keymap.of([
        {
          key: 'Mod-s',
          run: () => {
            save.current();
            return true;
          },
        },
      ]),
    ],
    [current],
  );
  const addFile = (name: string) => {
    onChange({ ...files, [name]: files[name] ?? '' });
    setChosen(name);
  };
  const removeFile = (name: string) =>
    onChange(Object.fromEntries(Object.entries(files).filter(([other]) => other !== name)));
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        {names.length > 1 && (
          <SegmentedControl
            label="Files"
            selectedId={current ?? null}
            options={names.map((name) => ({ id: name, text: name }))}
            onChange={({ detail }) => setChosen(detail.selectedId)}
          />
        )}
        {names.length === 1 && <Box variant="code">{current}</Box>}
        <NewFile taken={names} onAdd={addFile} />
        {names.length > 1 && current !== undefined && (
          <Button
            variant="icon"
            iconName="remove"
            ariaLabel={`Remove ${current}`}
            onClick={() => removeFile(current)}
          />
        )}
      </SpaceBetween>
      {current !== undefined && (
        <CodeEditor
          key={current}
          label={`Function code: ${current}`}
          value={files[current]!}
          onChange={(text) => onChange({ ...files, [current]: text })}
          extensions={extensions}
          heightPx={HEIGHT_PX}
        />
      )}
    </SpaceBetween>
  );
}

interface NewFileProps {
  readonly taken: readonly string[];
  readonly onAdd: (name: string) => void;
}

function NewFile({ taken, onAdd }: NewFileProps) {
  const [name, setName] = useState<string>();
  if (name === undefined)
    return (
      <Button iconName="add-plus" variant="inline-link" onClick={() => setName('')}>
        New file
      </Button>
    );
  const isUsable = /^[\w.-][\w./-]*$/.test(name) && !name.includes('..') && !taken.includes(name);
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <Input autoFocus ariaLabel="Name of the new file" value={name} onChange={({ detail }) => setName(detail.value)} />
      <Button
        disabled={!isUsable}
        onClick={() => {
          onAdd(name);
          setName(undefined);
        }}
      >
        Add
      </Button>
    </SpaceBetween>
  );
}

/** `src/index.handler` lies in `src/index.js`, `.mjs`, `.cjs` or `.py`. */
function fileOfHandler(names: readonly string[], handler: string): string | undefined {
  const path = handler.slice(0, handler.lastIndexOf('.'));
  return names.find((name) => name.slice(0, name.lastIndexOf('.')) === path) ?? names[0];
}

function languageOf(name: string): Extension {
  if (name.endsWith('.json')) return json();
  return /\.[cm]?[jt]s$/.test(name) ? javascript({ typescript: /ts$/.test(name) }) : [];
}
