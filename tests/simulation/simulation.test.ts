/**
 * Simulated lives of the engine (see simulation.ts). STEPWELL_SIMULATIONS sets how many random ones are lived beside those with
 * fixed seeds; STEPWELL_SIMULATION_SEED lives one again.
 */
import { expect, test } from 'vitest';
import { systemRandom } from '../../src/base/random.ts';
import { problemsOf } from './checks.ts';
import { Simulation } from './simulation.ts';

const FIXED_SEEDS = 200;

const seed = process.env['STEPWELL_SIMULATION_SEED'];
const randomCount = Number(process.env['STEPWELL_SIMULATIONS'] ?? 5);
const seeds =
  seed === undefined
    ? [
        ...Array.from({ length: FIXED_SEEDS }, (_, i) => i.toString(16).padStart(2, '0')),
        ...Array.from({ length: randomCount }, () => systemRandom.seed()),
      ]
    : [seed];

test.each(seeds)('STEPWELL_SIMULATION_SEED=%s', { timeout: 300_000 }, async (each) => {
  expect(await problemsOf(await Simulation.run(each))).toEqual([]);
});
