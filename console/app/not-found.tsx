/** A path that leads nowhere. */
import Link from '@cloudscape-design/components/link';
import { Page } from '../ui/page.tsx';
import { paths } from './paths.ts';

export function NotFound() {
  return (
    <Page title="Nothing here" trail={[{ text: 'Home', href: paths.home }]}>
      <p>
        The console has no page at this address. <Link href={paths.home}>Go to the start page</Link>
      </p>
    </Page>
  );
}
