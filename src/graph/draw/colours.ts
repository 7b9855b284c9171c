/** The colours of a graph by what they are for, light and dark, from the palette of the console's design system. */

export type Theme = 'light' | 'dark';

const COLOURS = {
  background: ['#fafbfc', '#11161d'],
  node: ['#ffffff', '#1b232d'],
  container: ['#f1f4f8', '#161d26'],
  scope: ['#fbfcfe', '#131920'],
  border: ['#7d8998', '#656871'],
  'faint-border': ['#c6cdd6', '#424650'],
  text: ['#0f141a', '#ebebf0'],
  'faint-text': ['#424650', '#c6c6cd'],
  edge: ['#5f6b7a', '#8c8c94'],
  glyph: ['#ffffff', '#ffffff'],
  'status-mark': ['#ffffff', '#0f141a'],
  selection: ['#006ce0', '#42b4ff'],
  'icon-function': ['#c2410c', '#c2410c'],
  'icon-service': ['#7c3aed', '#7c3aed'],
  'icon-flow': ['#475569', '#475569'],
  'icon-succeed': ['#15803d', '#15803d'],
  'icon-fail': ['#b91c1c', '#b91c1c'],
  running: ['#006ce0', '#42b4ff'],
  'running-fill': ['#f0fbff', '#0b2238'],
  'running-track': ['#b8e7ff', '#17415f'],
  succeeded: ['#00802f', '#2bb534'],
  'succeeded-fill': ['#effff1', '#0d2312'],
  failed: ['#db0000', '#ff7a7a'],
  'failed-fill': ['#fff5f5', '#2d1313'],
  caught: ['#a84401', '#ffa347'],
  'caught-fill': ['#fff7ef', '#2b1b08'],
  cancelled: ['#656871', '#8c8c94'],
  'cancelled-fill': ['#f3f3f7', '#232b37'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Paint = keyof typeof COLOURS | 'none';

export function colourOf(paint: Paint, theme: Theme): string {
  if (paint === 'none') return paint;
  const [light, dark] = COLOURS[paint];
  return theme === 'dark' ? dark : light;
}

/** For a page: a style sheet may set `--graph-node` and so on; where it does not, the theme's colour holds. */
export function cssColourOf(paint: Paint, theme: Theme): string {
  return paint === 'none' ? paint : `var(--graph-${paint}, ${colourOf(paint, theme)})`;
}
