/** The keys that work on every page. */
import { useEffect, useEffectEvent } from 'react';

export interface Shortcut {
  /** As it is written: `Ctrl+K`, `?`. */
  readonly keys: string;
  readonly what: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Ctrl+K or Cmd+K', what: 'Find a page, resource or action' },
  { keys: '/', what: 'Go to the search field of the page' },
  { keys: '?', what: 'Show these keys' },
  { keys: 'Arrow keys', what: 'In the graph: go from state to state; in time travel: from event to event' },
  { keys: 'Enter, Escape', what: 'In the graph: select a state, select none' },
  { keys: 'Ctrl+Space', what: 'In an editor: complete' },
  { keys: 'F2', what: 'In the definition: rename the state under the cursor everywhere' },
  { keys: 'Ctrl+S', what: 'In a function: save' },
];

export interface ShortcutActions {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

export function useShortcuts({ onPalette, onHelp }: ShortcutActions): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'k' && (event.ctrlKey || event.metaKey)) return take(event, onPalette);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === '?') take(event, onHelp);
    if (event.key === '/') take(event, focusSearch);
  });
  useEffect(() => {
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function take(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  act();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable=true]') !== null;
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type=search], main input[aria-label^=Search]')?.focus();
}
