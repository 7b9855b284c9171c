/** The sizes of text that layout and drawing have to agree on. */
import type { Font } from './text-width.ts';

export const FONTS = {
  name: { sizePx: 13.5, weight: 'bold' },
  subtitle: { sizePx: 11, weight: 'regular' },
  note: { sizePx: 10.5, weight: 'regular' },
  terminal: { sizePx: 12.5, weight: 'regular' },
  label: { sizePx: 11, weight: 'regular' },
} as const satisfies Readonly<Record<string, Font>>;
