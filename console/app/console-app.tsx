/** The application: what every page shares, remade when the region changes, since resources belong to one. */
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ClientsProvider, createClients } from './clients.ts';
import { NotificationsProvider } from './notifications.tsx';
import { initialRegion, rememberRegion } from './regions.ts';
import { createConsoleRouter } from './router.tsx';
import type { Session } from './session.ts';

export function ConsoleApp({ session }: { readonly session: Session }) {
  const [region, setRegion] = useState(() => initialRegion(session.region));
  const clients = useMemo(() => createClients(region, session), [region, session]);
  // Nothing that was read in one region is true in another
  const queryClient = useMemo(createQueryClient, [region]);
  const router = useMemo(
    () =>
      createConsoleRouter((chosen) => {
        rememberRegion(chosen);
        setRegion(chosen);
      }),
    [],
  );
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <ClientsProvider value={clients}>
          <NotificationsProvider>
            <RouterProvider router={router} />
          </NotificationsProvider>
        </ClientsProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}

/** An answer that says no will say no again; only silence is worth another try. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: (count, error) => error.name === 'TypeError' && count < 3, staleTime: 1_000 } },
  });
}
