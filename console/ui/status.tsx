/** Statuses as the API names them, with their sign and colour. */
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

interface Sign {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
}

const SIGNS: Readonly<Record<string, Sign>> = {
  RUNNING: { type: 'in-progress', text: 'Running' },
  SUCCEEDED: { type: 'success', text: 'Succeeded' },
  FAILED: { type: 'error', text: 'Failed' },
  TIMED_OUT: { type: 'error', text: 'Timed out' },
  ABORTED: { type: 'stopped', text: 'Aborted' },
  PENDING_REDRIVE: { type: 'pending', text: 'Pending redrive' },
  ACTIVE: { type: 'success', text: 'Active' },
  DELETING: { type: 'pending', text: 'DELETING' },
  Pending: { type: 'pending', text: 'Pending' },
  Active: { type: 'success', text: 'Active' },
  InProgress: { type: 'in-progress', text: 'Updating' },
  Failed: { type: 'error', text: 'Failed' },
  succeeded: { type: 'success', text: 'Succeeded' },
  failed: { type: 'error', text: 'Failed' },
  running: { type: 'in-progress', text: 'In progress' },
  caught: { type: 'warning', text: 'Caught error' },
  cancelled: { type: 'stopped', text: 'Cancelled' },
  first: { type: 'info', text: 'Only in the first' },
  second: { type: 'info', text: 'Only in the second' },
  alike: { type: 'success', text: 'Alike' },
  differs: { type: 'warning', text: 'Different' },
  'not-entered': { type: 'pending', text: 'Not entered' },
};

export function Status({ of }: { readonly of: string | undefined }) {
  if (of === undefined) return <>-</>;
  const { type, text } = SIGNS[of] ?? { type: 'info', text: of };
  return (
    <span className="nowrap">
      <StatusIndicator type={type}>{text}</StatusIndicator>
    </span>
  );
}
