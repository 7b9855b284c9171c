/** The tutorial beside every page: it leads from page to page and ticks off what is done. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import HelpPanel from '@cloudscape-design/components/help-panel';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { DeleteExample, DeployExample } from './deploy-example-button.tsx';
import { useGuideOpen } from './guide-open.ts';
import { type Progress, useProgress } from './guide-progress.ts';
import { GUIDE_STEPS, type GuideStep } from './guide-steps.tsx';

export function Guide() {
  const [isOpen] = useGuideOpen();
  return <HelpPanel header={<h2>Build a call center</h2>}>{isOpen && <Steps />}</HelpPanel>;
}

function Steps() {
  const progress = useProgress();
  const next = GUIDE_STEPS.findIndex((step) => !step.isDone(progress));
  return (
    <SpaceBetween size="m">
      {GUIDE_STEPS.map((step, i) => (
        <Step key={step.title} step={step} progress={progress} isNext={i === next} />
      ))}
      <div>
        <Box variant="h3">7. Clean up</Box>
        <p>Delete the state machine, the functions and the roles on their pages, or all of them here.</p>
        {progress.isEmpty ? <DeployExample /> : <DeleteExample />}
      </div>
    </SpaceBetween>
  );
}

interface StepProps {
  readonly step: GuideStep;
  readonly progress: Progress;
  readonly isNext: boolean;
}

function Step({ step, progress, isNext }: StepProps) {
  const isDone = step.isDone(progress);
  const title = isDone ? (
    <StatusIndicator type="success" iconAriaLabel="Done">
      {step.title}
    </StatusIndicator>
  ) : (
    step.title
  );
  return (
    <ExpandableSection key={String(isNext)} defaultExpanded={isNext} headerText={title} headingTagOverride="h3">
      <Box>{step.show(progress)}</Box>
    </ExpandableSection>
  );
}
