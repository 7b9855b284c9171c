/** An execution: what it is, its states as a graph, table or timeline at any moment, and its events. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { machineArnOfExecution, nameOfArn, paths } from '../../app/paths.ts';
import type { ExecutionSearch } from '../../app/router.tsx';
import { eventRows } from '../../execution/event-rows.ts';
import { EventTable } from '../../execution/event-table.tsx';
import { useHistory } from '../../execution/history.ts';
import { foldVisits } from '../../execution/visits.ts';
import { useExecution, useMachineOfExecution } from '../../queries/states.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ExecutionActions } from './execution-actions.tsx';
import { ExecutionDetails, ExecutionFailure } from './execution-details.tsx';
import { ExecutionViews } from './execution-views.tsx';

const NO_EVENTS: readonly HistoryEvent[] = [];

export default function Execution() {
  const { arn } = useParams({ strict: false }) as { readonly arn: string };
  const search = useSearch({ strict: false }) as ExecutionSearch;
  const navigate = useNavigate();
  const execution = useExecution(arn);
  const machine = useMachineOfExecution(arn);
  const history = useHistory(arn);
  const machineArn = execution.data?.stateMachineArn ?? machineArnOfExecution(arn);
  const events = history.data?.events ?? NO_EVENTS;
  const visits = useMemo(() => foldVisits(events), [events]);
  const rows = useMemo(() => eventRows(events, visits), [events, visits]);

  const show = (changed: { readonly [name in keyof ExecutionSearch]: ExecutionSearch[name] | undefined }) =>
    void navigate({ to: '.', search: { ...search, ...changed }, replace: true, resetScroll: false });
  const trail = [
    { text: 'Step Functions', href: paths.machines },
    { text: 'State machines', href: paths.machines },
    { text: nameOfArn(machineArn), href: paths.machine(machineArn) },
  ];
  const error = execution.error ?? history.error;
  if (error) {
    return (
      <Page title={nameOfArn(arn)} trail={trail}>
        <Problem error={error} />
      </Page>
    );
  }
  return (
    <Page
      title={nameOfArn(arn)}
      trail={trail}
      actions={
        <ExecutionActions
          executionArn={arn}
          machineArn={machineArn}
          execution={execution.data}
          definition={machine.data?.definition ?? ''}
          visits={visits.all}
          selected={search.state}
        />
      }
    >
      <ExecutionFailure execution={execution.data} />
      <ExecutionDetails arn={arn} machineArn={machineArn} execution={execution.data} roleArn={machine.data?.roleArn} />
      <ExecutionViews
        definition={machine.data?.definition ?? ''}
        events={events}
        rows={rows}
        search={search}
        onShow={show}
      />
      <EventTable
        rows={search.at === undefined ? rows : rows.slice(0, search.at)}
        openId={search.event}
        onOpen={(event) => show({ event })}
        onSelectStep={(state) => show({ state })}
      />
    </Page>
  );
}
