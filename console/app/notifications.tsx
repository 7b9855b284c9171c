/** What was just done, or could not be: the bar at the top of the page. */
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { describeError } from '../ui/problem.tsx';

export interface Notifications {
  readonly items: readonly FlashbarProps.MessageDefinition[];
  readonly succeed: (message: string) => void;
  /** For `catch`: shows the error of something the visitor asked for. */
  readonly fail: (error: unknown) => void;
}

const NotificationsContext = createContext<Notifications | undefined>(undefined);

/** A success goes away by itself once there are newer ones. */
const SHOWN_MAX = 3;

export function NotificationsProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const show = useCallback((item: FlashbarProps.MessageDefinition) => {
    const id = crypto.randomUUID();
    const dismiss = () => setItems((shown) => shown.filter((other) => other.id !== id));
    const whole = { ...item, id, dismissible: true, dismissLabel: 'Dismiss', onDismiss: dismiss };
    setItems((shown) => [whole, ...shown].slice(0, SHOWN_MAX));
  }, []);
  const succeed = useCallback((message: string) => show({ type: 'success', content: message }), [show]);
  const fail = useCallback(
    (error: unknown) => {
      const { title, message } = describeError(error);
      show({ type: 'error', header: title, content: message });
    },
    [show],
  );
  const value = useMemo(() => ({ items, succeed, fail }), [items, succeed, fail]);
  return <NotificationsContext.Provider value={value}>{children}</NotificationsContext.Provider>;
}

export function useNotifications(): Notifications {
  const notifications = useContext(NotificationsContext);
  if (notifications === undefined) throw new Error('useNotifications outside of NotificationsProvider');
  return notifications;
}

export function NotificationBar() {
  const { items } = useNotifications();
  return <Flashbar items={items} />;
}
