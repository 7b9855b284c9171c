/** Whether the guide is open beside the page; shared, and kept over loads. */
import { useSyncExternalStore } from 'react';

const KEY = 'stepwell-guide-open';
const CHANGED = 'stepwell-guide-changed';

export function useGuideOpen(): readonly [boolean, (open: boolean) => void] {
  const isOpen = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) === 'yes');
  return [isOpen, setOpen];
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  addEventListener('storage', listener);
  return () => {
    removeEventListener(CHANGED, listener);
    removeEventListener('storage', listener);
  };
}

function setOpen(open: boolean): void {
  localStorage.setItem(KEY, open ? 'yes' : 'no');
  dispatchEvent(new Event(CHANGED));
}
