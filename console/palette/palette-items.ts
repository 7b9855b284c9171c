/** What the command palette offers, and how what was typed narrows it down. */

export interface PaletteItem {
  /** Unique among the items. */
  readonly id: string;
  readonly text: string;
  /** What it is: `Page`, `Action`, `State machine`. */
  readonly kind: string;
  /** Where it leads; or what it does. */
  readonly target: string | (() => void);
}

const SHOWN_MAX = 12;

/** Each word typed has to be somewhere in it; those whose text begins with what was typed come first, then those where a word does. */
export function findItems(items: readonly PaletteItem[], typed: string): readonly PaletteItem[] {
  const whole = typed.trim().toLowerCase();
  const words = whole.split(/\s+/);
  const rankOf = (text: string) => {
    if (text.startsWith(whole)) return 0;
    return text.split(/[\s/_-]/).some((part) => part.startsWith(whole)) ? 1 : 2;
  };
  return items
    .map((item) => ({ item, text: item.text.toLowerCase(), all: `${item.text} ${item.kind}`.toLowerCase() }))
    .filter(({ all }) => words.every((word) => all.includes(word)))
    .map(({ item, text }) => ({ item, rank: rankOf(text) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, SHOWN_MAX)
    .map(({ item }) => item);
}
