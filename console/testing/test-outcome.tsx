/** What became of a test: where it would go next, what it would give, and the data after every stage. */
import type { TestStateCommandOutput } from '@aws-sdk/client-sfn';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { INSPECTED } from '../execution/data-flow.ts';
import { JsonView } from '../ui/json-view.tsx';
import { Status } from '../ui/status.tsx';

export function TestOutcome({ outcome }: { readonly outcome: TestStateCommandOutput }) {
  const { status, nextState, error, cause, output, inspectionData = {} } = outcome;
  const stages = INSPECTED.flatMap(([member, title]) => {
    const text = inspectionData[member];
    return typeof text === 'string' ? [{ title, text }] : [];
  });
  return (
    <section aria-label="Result of the test">
      <SpaceBetween size="s">
        <KeyValuePairs
          columns={2}
          items={[
            { label: 'Status', value: <Status of={status} /> },
            { label: 'Next state', value: nextState ?? '-' },
            ...(error === undefined ? [] : [{ label: 'Error', value: error }]),
            ...(cause === undefined ? [] : [{ label: 'Cause', value: cause }]),
          ]}
        />
        {output !== undefined && <JsonView text={output} label="output of the test" />}
        {stages.map(({ title, text }) => (
          <ExpandableSection key={title} headerText={title}>
            <JsonView text={text} label={title} />
          </ExpandableSection>
        ))}
      </SpaceBetween>
    </section>
  );
}
