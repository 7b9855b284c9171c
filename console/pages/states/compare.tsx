/** Two executions of a state machine compared: one graph with both paths, where they went apart, and each state's differences. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { machineArnOfExecution, nameOfArn, paths } from '../../app/paths.ts';
import type { CompareSearch } from '../../app/router.tsx';
import { comparedStatuses, firstDivergence, type Pair, pairVisits } from '../../execution/compare.ts';
import { useHistory } from '../../execution/history.ts';
import { PairDetails, PairTable } from '../../execution/pair-table.tsx';
import { transitionsOf } from '../../execution/transitions.ts';
import { foldVisits } from '../../execution/visits.ts';
import { WorkflowGraph } from '../../graph/workflow-graph.tsx';
import { useExecutions, useMachineOfExecution } from '../../queries/states.ts';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { timestampText } from '../../ui/time.ts';

export default function Compare() {
  const { first = '', second } = useSearch({ strict: false }) as CompareSearch;
  const navigate = useNavigate();
  const machineArn = machineArnOfExecution(first);
  const choose = (changed: CompareSearch) =>
    void navigate({ to: '.', search: { first, ...(second && { second }), ...changed }, replace: true });
  return (
    <Page
      title="Compare executions"
      trail={[
        { text: 'Step Functions', href: paths.machines },
        { text: nameOfArn(machineArn), href: paths.machine(machineArn) },
        { text: nameOfArn(first), href: paths.execution(first) },
      ]}
    >
      <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
        <ExecutionField label="First" machineArn={machineArn} arn={first} onChoose={(arn) => choose({ first: arn })} />
        <ExecutionField
          label="Second"
          machineArn={machineArn}
          arn={second}
          onChoose={(arn) => choose({ second: arn })}
        />
      </Grid>
      {second === undefined ? (
        <Box color="text-body-secondary">Choose the execution to compare with.</Box>
      ) : (
        <Comparison key={`${first} ${second}`} first={first} second={second} />
      )}
    </Page>
  );
}

interface ExecutionFieldProps {
  readonly label: string;
  readonly machineArn: string;
  readonly arn: string | undefined;
  readonly onChoose: (arn: string) => void;
}

function ExecutionField({ label, machineArn, arn, onChoose }: ExecutionFieldProps) {
  const executions = useExecutions(machineArn);
  return (
    <FormField label={label} description={arn && <Link href={paths.execution(arn)}>Open</Link>}>
      <Select
        filteringType="auto"
        placeholder="Choose an execution"
        statusType={executions.data === undefined ? 'loading' : 'finished'}
        selectedOption={arn === undefined ? null : { value: arn, label: nameOfArn(arn) }}
        options={(executions.data ?? []).map(({ executionArn = '', name = '', status = '', startDate }) => ({
          value: executionArn,
          label: name,
          description: `${status}, ${timestampText(startDate)}`,
        }))}
        onChange={({ detail }) => onChoose(detail.selectedOption.value!)}
      />
    </FormField>
  );
}

function Comparison({ first, second }: { readonly first: string; readonly second: string }) {
  const machine = useMachineOfExecution(first);
  const [firstHistory, secondHistory] = [useHistory(first), useHistory(second)];
  const [firstEvents, secondEvents] = [firstHistory.data?.events, secondHistory.data?.events];
  const [key, setKey] = useState<string>();
  const pairs = useMemo(
    () => pairVisits(foldVisits(firstEvents ?? []).all, foldVisits(secondEvents ?? []).all),
    [firstEvents, secondEvents],
  );
  const statuses = useMemo(() => comparedStatuses(pairs), [pairs]);
  const transitions = useMemo(
    () => new Set([...transitionsOf(firstEvents ?? []), ...transitionsOf(secondEvents ?? [])]),
    [firstEvents, secondEvents],
  );
  const error = firstHistory.error ?? secondHistory.error;
  if (error) return <Problem error={error} />;
  const divergence = firstDivergence(pairs);
  const selected = pairs.find((pair) => pair.key === key) ?? divergence;
  const select = (name: string | undefined) => setKey(pairs.find((pair) => pair.name === name)?.key);
  return (
    <SpaceBetween size="l">
      {firstEvents && secondEvents && <Divergence pair={divergence} onSelect={setKey} />}
      <Container>
        <div className="panes wide-left">
          <section aria-label="Visual workflow">
            <Header variant="h2">Both paths</Header>
            <WorkflowGraph
              definition={machine.data?.definition ?? ''}
              statuses={statuses}
              transitions={transitions}
              selectedState={selected?.name}
              onSelectState={select}
              heightPx={520}
            />
          </section>
          <PairDetails pair={selected} />
        </div>
      </Container>
      <PairTable pairs={pairs} onSelect={setKey} />
    </SpaceBetween>
  );
}

interface DivergenceProps {
  readonly pair: Pair | undefined;
  readonly onSelect: (key: string) => void;
}

function Divergence({ pair, onSelect }: DivergenceProps) {
  if (pair === undefined) return <Alert type="success">Both went the same way, with the same data.</Alert>;
  const { key, name, first, second, differences } = pair;
  const what =
    first && second
      ? `with different ${differences.join(', ')}`
      : `which only the ${first ? 'first' : 'second'} entered`;
  return (
    <Alert type="info" header="The first difference">
      At{' '}
      <Link variant="primary" onFollow={() => onSelect(key)}>
        {name}
      </Link>
      , {what}.
    </Alert>
  );
}
