/** Parts of AWS's IAM console that are named in its navigation and do not exist here: it is said, and what to use instead. */
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { useParams } from '@tanstack/react-router';
import { NotFound } from '../../app/not-found.tsx';
import { paths } from '../../app/paths.ts';
import { Page } from '../../ui/page.tsx';

const ABSENT: Readonly<Record<string, { readonly title: string; readonly instead: string }>> = {
  'identity-providers': {
    title: 'Identity providers',
    instead: 'There is no federation with SAML or OpenID Connect.',
  },
  'account-settings': {
    title: 'Account settings',
    instead: 'The account id and the region are options of stepwell start.',
  },
  'credential-report': {
    title: 'Credential report',
    instead: 'The console works with temporary credentials that it renews every hour.',
  },
  'encryption-keys': {
    title: 'Encryption keys',
    instead: 'Encrypt the disk on which the data directory lies.',
  },
};

export default function AbsentPart() {
  const { part } = useParams({ strict: false }) as { readonly part: string };
  const absent = ABSENT[part];
  if (absent === undefined) return <NotFound />;
  return (
    <Page title={absent.title} trail={[{ text: 'IAM', href: paths.iam }]}>
      <Box variant="p">
        This is not part of Stepwell. {absent.instead} See <Link href={paths.roles}>Roles</Link>.
      </Box>
    </Page>
  );
}
