/** Light or dark: what was chosen here, or else what the system prefers. */
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

const MODE_KEY = 'stepwell-colour-mode';

export interface ColourMode {
  readonly isDark: boolean;
  readonly toggle: () => void;
}

export function useColourMode(): ColourMode {
  const [isDark, setDark] = useState(initiallyDark);
  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  const toggle = () => {
    localStorage.setItem(MODE_KEY, isDark ? 'light' : 'dark');
    setDark(!isDark);
  };
  return { isDark, toggle };
}

function initiallyDark(): boolean {
  const chosen = localStorage.getItem(MODE_KEY);
  return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}
