import { describe, expect, test } from 'vitest';
import { foldVisits } from '../execution/visits.ts';
import { definitionOfHistory } from './definition-of-history.ts';
import { readImport } from './read-import.ts';

const exported = JSON.stringify({
  events: [
    {
      timestamp: '2024-11-20T10:00:02.500000+01:00',
      type: 'PassStateExited',
      id: 3,
      previousEventId: 2,
      stateExitedEventDetails: { name: 'A', output: '1' },
    },
    {
      timestamp: 1732093202.5,
      type: 'PassStateEntered',
      id: 2,
      previousEventId: 0,
      stateEnteredEventDetails: { name: 'A', input: '{}' },
    },
    {
      timestamp: 1732093202.5,
      type: 'ChoiceStateEntered',
      id: 4,
      previousEventId: 3,
      stateEnteredEventDetails: { name: 'B', input: '1' },
    },
  ],
});

describe('an import', () => {
  test('is a history with times as the API or the CLI writes them, in whatever order', () => {
    const { events } = readImport(exported);
    expect(events?.map(({ id }) => id)).toEqual([2, 3, 4]);
    expect(new Set(events?.map(({ timestamp }) => timestamp?.getTime()))).toEqual(new Set([1732093202500]));
  });

  test('is a definition, or the description of a state machine that holds one', () => {
    const definition = '{"StartAt":"A","States":{}}';
    expect(readImport(definition).definition).toBe(definition);
    expect(readImport(JSON.stringify({ name: 'M', definition })).definition).toBe(definition);
  });

  test.each([
    ['{', 'This is not JSON'],
    ['{"a":1}', 'neither a history'],
    ['{"events":[{}]}', 'Event 1 has no "id"'],
  ])('%s is refused with what it is not', (text, message) => expect(() => readImport(text)).toThrow(message));

  test('without a definition gets one from the ways it took', () => {
    const { events = [] } = readImport(exported);
    expect(JSON.parse(definitionOfHistory(foldVisits(events).all))).toEqual({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', End: true } },
    });
  });
});
