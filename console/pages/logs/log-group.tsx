/** The lines of a log group: of the invocation one came from, or all of them, as they come in. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import Toggle from '@cloudscape-design/components/toggle';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { paths, type TimeWindow } from '../../app/paths.ts';
import type { LogsSearch } from '../../app/router.tsx';
import { useLogEvents } from '../../queries/logs.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { timestampText } from '../../ui/time.ts';

export default function LogGroup() {
  const { group } = useParams({ strict: false }) as { readonly group: string };
  const { from, to } = useSearch({ strict: false }) as LogsSearch;
  const window: TimeWindow | undefined =
    from === undefined || to === undefined ? undefined : { fromMs: from, toMs: to };
  const [pattern, setPattern] = useState('');
  const [isLive, setLive] = useState(true);
  const { data, error } = useLogEvents({ group, pattern, window, follow: isLive });
  const isAbsent = error?.name === 'ResourceNotFoundException';
  return (
    <Page
      title={group}
      trail={[
        { text: 'CloudWatch', href: paths.logGroups },
        { text: 'Log groups', href: paths.logGroups },
      ]}
      actions={
        <Toggle checked={isLive} onChange={({ detail }) => setLive(detail.checked)}>
          Live tail
        </Toggle>
      }
    >
      {window && <WindowNotice window={window} />}
      {error && !isAbsent && <Problem error={error} />}
      <Container>
        <SpaceBetween size="s">
          <TextFilter
            filteringText={pattern}
            filteringPlaceholder='Filter: ERROR, "two words", { $.level = "error" }'
            filteringAriaLabel="Filter log lines"
            onDelayedChange={({ detail }) => setPattern(detail.filteringText)}
            onChange={({ detail }) => setPattern(detail.filteringText)}
          />
          {isAbsent && <Box>Nothing has written to this group yet.</Box>}
          {data?.length === 0 && <Box>No lines{window || pattern ? ' match' : ' yet'}.</Box>}
          {data && data.length > 0 && <Lines lines={data} follow={isLive} />}
        </SpaceBetween>
      </Container>
    </Page>
  );
}

function WindowNotice({ window }: { readonly window: TimeWindow }) {
  const navigate = useNavigate();
  return (
    <Alert
      type="info"
      action={<Button onClick={() => void navigate({ to: '.', search: {}, replace: true })}>Show all lines</Button>}
    >
      Only the lines of the invocation you came from, {timestampText(new Date(window.fromMs))} to{' '}
      {timestampText(new Date(window.toMs))}.
    </Alert>
  );
}

interface Line {
  readonly eventId?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly message?: string | undefined;
}

interface LinesProps {
  readonly lines: readonly Line[];
  /** Whether to stay at the end as lines come in. */
  readonly follow: boolean;
}

function Lines({ lines, follow }: LinesProps) {
  const box = useRef<HTMLDivElement>(null);
  // Each new line may move the end
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines.length, follow]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <div className="log-lines" ref={box} tabIndex={0} role="log" aria-label="Log lines">
      {lines.map(({ eventId, timestamp = 0, message = '' }) => (
        <div key={eventId}>
          <time dateTime={new Date(timestamp).toISOString()}>{timestampText(new Date(timestamp))}</time>
          {message.trimEnd()}
        </div>
      ))}
    </div>
  );
}
