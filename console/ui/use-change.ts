/** Carries out a change, says so or why not, and has what it changed read anew. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useNotifications } from '../app/notifications.tsx';

export function useChange(queryKey: QueryKey): (change: () => Promise<unknown>, message: string) => Promise<void> {
  const { succeed, fail } = useNotifications();
  const queries = useQueryClient();
  return async (change, message) => {
    try {
      await change();
      succeed(message);
    } catch (error) {
      fail(error);
    }
    await queries.invalidateQueries({ queryKey });
  };
}
