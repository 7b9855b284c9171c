/** The stages that data went through in one visit of a state, each with what it changed. */
import { TestStateCommand } from '@aws-sdk/client-sfn';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Problem } from '../ui/problem.tsx';
import { type FlowStage, flowStages, replayRequest } from './data-flow.ts';
import { queryLanguageOf } from './state-definitions.ts';
import { TryExpressionField } from './try-expression-field.tsx';
import { variablesBefore, variablesText } from './variables.ts';
import type { Visit } from './visits.ts';

export interface DataFlowViewProps {
  readonly visit: Visit;
  readonly visits: readonly Visit[];
  readonly definition: string;
}

export function DataFlowView({ visit, visits, definition }: DataFlowViewProps) {
  const { states } = useClients();
  const request = replayRequest(visit, visits, definition);
  const { data, error } = useQuery({
    queryKey: ['states', 'flow', request],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => states.send(new TestStateCommand(request)),
  });
  if (error) return <Problem error={error} />;
  if (data === undefined) return <Box color="text-body-secondary">Loading</Box>;
  const stages = flowStages(visit, data.inspectionData ?? {});
  return (
    <SpaceBetween size="s">
      {stages.map((stage, i) => (
        <Stage key={stage.title} stage={stage} before={stages[i - 1]} />
      ))}
      <TryExpressionField
        stages={stages}
        variables={variablesText(variablesBefore(visit, visits))}
        isJsonata={queryLanguageOf(definition, visit.name) === 'JSONata'}
      />
    </SpaceBetween>
  );
}

interface StageProps {
  readonly stage: FlowStage;
  readonly before: FlowStage | undefined;
}

function Stage({ stage: { title, text, isRecorded }, before }: StageProps) {
  const isSame = before?.text === text;
  const remarks = [...(isSame ? ['unchanged'] : []), ...(isRecorded ? [] : ['worked out again'])];
  return (
    <ExpandableSection
      defaultExpanded={!isSame}
      headerText={remarks.length === 0 ? title : `${title} (${remarks.join(', ')})`}
    >
      {before === undefined || isSame ? (
        <JsonView text={text} label={title} />
      ) : (
        <JsonDiff before={before.text} after={text} label={title} />
      )}
    </ExpandableSection>
  );
}
