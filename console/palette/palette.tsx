/** The command palette: pages, state machines, functions, roles, saved views and actions, by the keyboard alone. */
import Box from '@cloudscape-design/components/box';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { nameOfArn, paths } from '../app/paths.ts';
import { SERVICES } from '../app/services.ts';
import { useRoles } from '../queries/iam.ts';
import { useFunctions } from '../queries/lambda.ts';
import { useMachines } from '../queries/states.ts';
import './palette.css';
import { findItems, type PaletteItem } from './palette-items.ts';
import { useSavedViews } from './saved-views.ts';

export interface PaletteProps {
  /** What can be done from anywhere. */
  readonly actions: readonly PaletteItem[];
  readonly onClose: () => void;
}

export default function Palette({ actions, onClose }: PaletteProps) {
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const router = useRouter();
  const input = useFocusedInput();
  const found = findItems([...useResourceItems(typed), ...actions], typed);
  const choose = (item: PaletteItem | undefined) => {
    if (item === undefined) return;
    onClose();
    if (typeof item.target === 'string') router.history.push(item.target);
    else item.target();
  };
  const press = (key: string) => {
    if (key === 'ArrowDown') setPlace((place + 1) % Math.max(1, found.length));
    if (key === 'ArrowUp') setPlace((place + found.length - 1) % Math.max(1, found.length));
    if (key === 'Enter') choose(found[place]);
  };
  return (
    <Modal visible header="Go to or do" closeAriaLabel="Close" onDismiss={onClose}>
      <SpaceBetween size="s">
        <Input
          ref={input}
          type="search"
          ariaLabel="Find a page, resource or action"
          placeholder="A page, state machine, function, role or action"
          value={typed}
          onChange={({ detail }) => {
            setTyped(detail.value);
            setPlace(0);
          }}
          onKeyDown={({ detail }) => press(detail.key)}
        />
        {found.length === 0 && <Box color="text-body-secondary">Nothing matches “{typed}”.</Box>}
        <ul className="palette" aria-label="Matches">
          {found.map((item, i) => (
            <li key={item.id}>
              <button type="button" aria-current={i === place} onClick={() => choose(item)}>
                {item.text} <span>{item.kind}</span>
              </button>
            </li>
          ))}
        </ul>
      </SpaceBetween>
    </Modal>
  );
}

/** The dialog takes the focus first, for its close button. */
function useFocusedInput() {
  const input = useRef<InputProps.Ref>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return input;
}

/** Pages first; an ARN of an execution that was pasted leads to it. */
function useResourceItems(typed: string): readonly PaletteItem[] {
  const [machines, functions, roles, views] = [useMachines(), useFunctions(), useRoles(), useSavedViews()];
  const item = (kind: string, text: string, target: string): PaletteItem => ({
    id: `${kind} ${text}`,
    kind,
    text,
    target,
  });
  const pasted = typed.trim();
  return [
    ...(pasted.includes(':execution:') ? [item('Execution', pasted, paths.execution(pasted))] : []),
    ...views.map(({ name, href }) => item('Saved view', name, href)),
    ...SERVICES.flatMap(({ name, pages }) => pages.map(({ text, href }) => item(`${name} page`, text, href))),
    ...(machines.data ?? []).map(({ name = '', stateMachineArn = '' }) =>
      item('State machine', name, paths.machine(stateMachineArn)),
    ),
    ...(functions.data ?? []).map(({ FunctionName = '' }) =>
      item('Function', FunctionName, paths.function(FunctionName)),
    ),
    ...(roles.data ?? []).map(({ Arn = '' }) => item('Role', nameOfArn(Arn), paths.role(nameOfArn(Arn)))),
  ];
}
