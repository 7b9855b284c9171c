/** Makes plain links to pages of the console change the page without loading it anew, whichever component drew them. */
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

export function InternalLinks({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element).closest('a[href]');
    const href = link?.getAttribute('href');
    if (!href?.startsWith('/console/') || link?.getAttribute('target') === '_blank') return;
    event.preventDefault();
    router.history.push(href);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches clicks on links, which are reachable themselves
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div onClick={follow}>{children}</div>
  );
}
