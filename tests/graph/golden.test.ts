/**
 * Whole pictures, kept as files that can be looked at. After an intended change: `npx vitest run tests/graph -u`, then look at
 * what became of them.
 */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { CALL_CENTER, CATCHERS, NESTED_MAP, PARALLEL, POLL_LOOP } from '../../src/graph/definitions.testing.ts';
import { renderSvg, type SvgOptions, transitionKey } from '../../src/graph/index.ts';

const FAILED_CALL: SvgOptions = {
  theme: 'dark',
  selectedState: 'Escalate Case',
  notes: new Map([['Work on Case', '454 ms']]),
  statuses: new Map([
    ['Open Case', 'succeeded'],
    ['Assign Case', 'succeeded'],
    ['Work on Case', 'caught'],
    ['Is Case Resolved', 'cancelled'],
    ['Escalate Case', 'running'],
    ['Fail', 'failed'],
  ]),
  transitions: new Set([transitionKey(undefined, 'Open Case'), transitionKey('Open Case', 'Assign Case')]),
};

test.each<[string, JsonObject, SvgOptions?]>([
  ['call-center', CALL_CENTER],
  ['call-center-execution', CALL_CENTER, FAILED_CALL],
  ['parallel', PARALLEL],
  ['nested-map', NESTED_MAP],
  ['poll-loop', POLL_LOOP],
  ['catchers', CATCHERS],
])('%s', async (name, definition, options) => {
  await expect(renderSvg(definition, options)).toMatchFileSnapshot(`golden/${name}.svg`);
});
