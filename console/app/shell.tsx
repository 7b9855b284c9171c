/** The frame around every page: top bar, side navigation, notifications, and the guide beside it. */
import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Guide } from '../guide/guide.tsx';
import { useGuideOpen } from '../guide/guide-open.ts';
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
const SIGN_OUT = 'sign-out';

/** `arn:aws:iam::0:user/path/NAME` -> `NAME` */
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

export function Shell({ onRegionChange }: { readonly onRegionChange: (region: string) => void }) {
  const [navigationOpen, setNavigationOpen] = useState(innerWidth > WIDE_PX);
  const [servicesOpen, setServicesOpen] = useState(false);
  const [guideOpen, setGuideOpen] = useGuideOpen();
  useServicesKey(() => setServicesOpen(true));
  return (
    <>
      <div id="top">
        <TopBar onServices={() => setServicesOpen(true)} onRegionChange={onRegionChange} />
      </div>
      {servicesOpen && <ServicesMenu onClose={() => setServicesOpen(false)} />}
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
  readonly onRegionChange: (region: string) => void;
}

function TopBar({ onServices, onRegionChange }: TopBarProps) {
  const { region, account, signedInAs } = useClients();
  const { isDark, toggle } = useColourMode();
  const regions = REGIONS.includes(region) ? REGIONS : [region, ...REGIONS];
  return (
    <TopNavigation
      identity={{ href: paths.home, title: 'Stepwell', logo: { src: logo, alt: '' } }}
      utilities={[
        { type: 'button', iconName: 'search', text: 'Services', title: 'Services', onClick: onServices },
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

/** Ctrl+K or Cmd+K opens the services, as a palette does elsewhere. */
function useServicesKey(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}
