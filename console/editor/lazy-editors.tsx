/** The editors, loaded when one is first shown: a page does not wait for them to be read. */
import { type ComponentType, lazy, Suspense } from 'react';
import type { SourceEditorProps } from '../functions/source-editor.tsx';
import type { DefinitionEditorProps } from './definition-editor.tsx';
import type { JsonEditorProps } from './json-editor.tsx';

interface Sized {
  readonly heightPx?: number;
}

const HEIGHT_PX = 220;

function loadedLater<Props extends Sized>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  const Editor: ComponentType<Props> = lazy(load);
  return (props: Props) => (
    <Suspense fallback={<div style={{ height: props.heightPx ?? HEIGHT_PX }} />}>
      <Editor {...props} />
    </Suspense>
  );
}

export const JsonEditor = loadedLater<JsonEditorProps>(() => import('./json-editor.tsx'));
export const DefinitionEditor = loadedLater<DefinitionEditorProps>(() => import('./definition-editor.tsx'));
export const SourceEditor = loadedLater<SourceEditorProps & Sized>(() => import('../functions/source-editor.tsx'));
