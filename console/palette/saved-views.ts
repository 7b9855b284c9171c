/** Addresses of the console with a name: a filtered list, an execution at one moment. Kept in this browser. */
import { useSyncExternalStore } from 'react';

export interface SavedView {
  readonly name: string;
  /** With its search parameters. */
  readonly href: string;
}

const KEY = 'stepwell-saved-views';
const CHANGED = 'stepwell-saved-views-changed';

export function useSavedViews(): readonly SavedView[] {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) ?? '[]');
  return JSON.parse(text) as readonly SavedView[];
}

/** Takes the place of one with that name. */
export function saveView(view: SavedView): void {
  keep([...others(view.name), view]);
}

export function forgetView(name: string): void {
  keep(others(name));
}

function others(name: string): readonly SavedView[] {
  const views = JSON.parse(localStorage.getItem(KEY) ?? '[]') as readonly SavedView[];
  return views.filter((view) => view.name !== name);
}

function keep(views: readonly SavedView[]): void {
  localStorage.setItem(KEY, JSON.stringify(views));
  dispatchEvent(new Event(CHANGED));
}

/** Other tabs say it with an event of their own. */
function subscribe(listener: () => void): () => void {
  for (const name of [CHANGED, 'storage']) addEventListener(name, listener);
  return () => {
    for (const name of [CHANGED, 'storage']) removeEventListener(name, listener);
  };
}
