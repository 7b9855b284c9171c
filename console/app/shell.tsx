/** The frame around every page: top bar, side navigation, notifications, and the guide beside it. */
import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Guide } from '../guide/guide.tsx';
import { useGuideOpen } from '../guide/guide-open.ts';
import type { PaletteItem } from '../palette/palette-items.ts';
import { useShortcuts } from '../palette/shortcuts.ts';
import { useClients } from './clients.ts';
import { useColourMode } from './colour-mode.ts';
import logo from './logo.svg';
import { NotificationBar } from './notifications.tsx';
import { paths } from './paths.ts';
import { REGIONS } from './regions.ts';
import { SERVICES } from './services.ts';
import { ServicesMenu } from './services-menu.tsx';
import { endSession } from './session.ts';

const WIDE_PX = 900;

/** Loaded when they are first opened. */
const Palette = lazy(() => import('../palette/palette.tsx'));
const CallsPanel = lazy(() => import('../code/calls-panel.tsx'));
const SaveViewDialog = lazy(() => import('../palette/save-view-dialog.tsx'));
const ShortcutHelp = lazy(() => import('../palette/shortcut-help.tsx'));

type Overlay = 'services' | 'palette' | 'calls' | 'save-view' | 'keys';
const SIGN_OUT = 'sign-out';

/** `arn:aws:iam::0:user/path/NAME` -> `NAME` */
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

export function Shell({ onRegionChange }: { readonly onRegionChange: (region: string) => void }) {
  const [navigationOpen, setNavigationOpen] = useState(innerWidth > WIDE_PX);
  const [open, setOpen] = useState<Overlay>();
  const [guideOpen, setGuideOpen] = useGuideOpen();
  const router = useRouter();
  const { toggle } = useColourMode();
  const close = () => setOpen(undefined);
  useShortcuts({ onPalette: () => setOpen('palette'), onHelp: () => setOpen('keys') });
  const action = (text: string, target: PaletteItem['target']): PaletteItem => ({
    id: text,
    text,
    kind: 'Action',
    target,
  });
  const actions = [
    action('Create state machine', paths.createMachine),
    action('Create function', paths.createFunction),
    action('Create role', paths.createRole),
    action('Show what I did as code', () => setOpen('calls')),
    action('Save this view', () => setOpen('save-view')),
    action('Show the keys', () => setOpen('keys')),
    action('Switch between light and dark', toggle),
    action('Open the guide', () => setGuideOpen(true)),
    action('Go back', () => router.history.back()),
  ];
  return (
    <>
      <div id="top">
        <TopBar
          onServices={() => setOpen('services')}
          onCode={() => setOpen('calls')}
          onRegionChange={onRegionChange}
        />
      </div>
      {open === 'services' && <ServicesMenu onClose={close} />}
      <Suspense>
        {open === 'palette' && <Palette actions={actions} onClose={close} />}
        {open === 'calls' && <CallsPanel onClose={close} />}
        {open === 'save-view' && <SaveViewDialog onClose={close} />}
        {open === 'keys' && <ShortcutHelp onClose={close} />}
      </Suspense>
      <AppLayout
        headerSelector="#top"
        navigation={<Navigation />}
        navigationOpen={navigationOpen}
        onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
        notifications={<NotificationBar />}
        tools={<Guide />}
        toolsOpen={guideOpen}
        onToolsChange={({ detail }) => setGuideOpen(detail.open)}
        ariaLabels={{
          navigation: 'Side navigation',
          navigationToggle: 'Open navigation',
          navigationClose: 'Close navigation',
          notifications: 'Notifications',
          tools: 'Guide',
          toolsToggle: 'Open the guide',
          toolsClose: 'Close the guide',
        }}
        content={<Outlet />}
      />
    </>
  );
}

interface TopBarProps {
  readonly onServices: () => void;
  readonly onCode: () => void;
  readonly onRegionChange: (region: string) => void;
}

function TopBar({ onServices, onCode, onRegionChange }: TopBarProps) {
  const { region, account, signedInAs } = useClients();
  const { isDark, toggle } = useColourMode();
  const regions = REGIONS.includes(region) ? REGIONS : [region, ...REGIONS];
  return (
    <TopNavigation
      identity={{ href: paths.home, title: 'Stepwell', logo: { src: logo, alt: '' } }}
      utilities={[
        { type: 'button', iconName: 'search', text: 'Services', title: 'Services', onClick: onServices },
        { type: 'button', text: 'Code', title: 'Show what I did as code', onClick: onCode },
        { type: 'button', text: isDark ? 'Light' : 'Dark', title: 'Switch between light and dark', onClick: toggle },
        {
          type: 'menu-dropdown',
          text: region,
          ariaLabel: `Region: ${region}`,
          items: regions.map((name) => ({ id: name, text: name, disabled: name === region })),
          onItemClick: ({ detail }) => onRegionChange(detail.id),
        },
        {
          type: 'menu-dropdown',
          text: account,
          iconName: 'user-profile',
          ariaLabel: `Account ${account}`,
          description:
            signedInAs === undefined ? 'Signed in as root, in development mode' : `Signed in as ${nameOf(signedInAs)}`,
          items: [
            { id: 'iam', text: 'Roles and policies', href: paths.iam },
            ...(signedInAs === undefined ? [] : [{ id: SIGN_OUT, text: 'Sign out' }]),
          ],
          onItemClick: ({ detail }) => {
            if (detail.id === SIGN_OUT) void endSession();
          },
        },
      ]}
    />
  );
}

function Navigation() {
  const { pathname } = useLocation();
  const links = SERVICES.flatMap(({ pages }) => pages.map(({ href }) => href));
  return (
    <SideNavigation
      header={{ href: paths.home, text: 'Services' }}
      activeHref={activeLink(`/console${pathname}`, links)}
      items={SERVICES.map(({ name, pages }) => ({
        type: 'section',
        text: name,
        items: pages.map((page) => ({ type: 'link', ...page })),
      }))}
    />
  );
}

/** The most specific link that the current page lies below. */
function activeLink(path: string, links: readonly string[]): string {
  const above = links.filter((href) => path === href || path.startsWith(`${href}/`));
  return above.sort((a, b) => b.length - a.length)[0] ?? paths.home;
}
