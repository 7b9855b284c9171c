/** Gathers what a paginator of the SDK gives, up to a bound that keeps a page usable. */
const ITEMS_MAX = 5_000;

export async function gather<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
  itemsMax = ITEMS_MAX,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
    if (items.length >= itemsMax) break;
  }
  return items;
}
