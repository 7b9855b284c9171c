/** Light or dark: what was chosen here, or else what the system prefers. */
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useSyncExternalStore } from 'react';

const MODE_KEY = 'stepwell-colour-mode';
const CHANGED = 'stepwell-colour-mode-changed';

export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

/** Puts the mode into effect, and gives the way to change it. */
export function useColourMode(): { readonly isDark: boolean; readonly toggle: () => void } {
  const dark = useIsDark();
  useEffect(() => applyMode(dark ? Mode.Dark : Mode.Light), [dark]);
  const toggle = () => {
    localStorage.setItem(MODE_KEY, dark ? 'light' : 'dark');
    dispatchEvent(new Event(CHANGED));
  };
  return { isDark: dark, toggle };
}

const systemPreference = matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  const chosen = localStorage.getItem(MODE_KEY);
  return chosen === null ? systemPreference.matches : chosen === 'dark';
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  systemPreference.addEventListener('change', listener);
  return () => {
    removeEventListener(CHANGED, listener);
    systemPreference.removeEventListener('change', listener);
  };
}
