/** Icons and marks as paths around the origin, since fonts lack symbols on some machines. */
import type { Icon } from '../model/graph.ts';
import type { Paint } from './colours.ts';
import type { StateStatus } from './status.ts';

interface IconFace {
  readonly data: string;
  readonly field: Paint;
}

export const ICONS: Readonly<Record<Icon, IconFace>> = {
  function: { data: 'M-5 -8H-2.5L5 8M-0.5 -2L-5.5 8', field: 'icon-function' },
  service: { data: 'M0 -7.5L6.5 -4V4L0 7.5L-6.5 4V-4ZM-6.5 -4L0 -0.5L6.5 -4M0 -0.5V7.5', field: 'icon-service' },
  choice: { data: 'M0 -7.5L7.5 0L0 7.5L-7.5 0Z', field: 'icon-flow' },
  parallel: { data: 'M-5.5 -7V7M0 -7V7M5.5 -7V7', field: 'icon-flow' },
  map: { data: 'M-7 -7H2V2H-7ZM5.5 -2.5V5.5H-2.5', field: 'icon-flow' },
  wait: { data: 'M0 -7.5A7.5 7.5 0 1 1 -0.01 -7.5ZM0 -4V0.5H3.5', field: 'icon-flow' },
  pass: { data: 'M-7 0H7M2.5 -4.5L7 0L2.5 4.5', field: 'icon-flow' },
  succeed: { data: 'M-6 0.5L-1.5 5L6.5 -4.5', field: 'icon-succeed' },
  fail: { data: 'M-5.5 -5.5L5.5 5.5M5.5 -5.5L-5.5 5.5', field: 'icon-fail' },
  unknown: { data: 'M-3.5 -4A3.5 3.5 0 1 1 0 0.5V2.5M0 6V6.5', field: 'icon-flow' },
};

/** Inside a disc of radius 8. */
export const STATUS_MARKS: Readonly<Record<Exclude<StateStatus, 'running'>, string>> = {
  succeeded: 'M-3.6 0.2L-1 2.8L3.8 -2.6',
  failed: 'M-2.8 -2.8L2.8 2.8M2.8 -2.8L-2.8 2.8',
  caught: 'M0 -4.2V0.8M0 3.4V3.6',
  cancelled: 'M-3.2 0H3.2',
  first: 'M-1.4 -2.2L0.6 -3.8V3.8',
  second: 'M-2.3 -1.8A2.3 2.3 0 1 1 1.7 0.3L-2.4 3.8H2.5',
  alike: 'M-3 -1.6H3M-3 1.6H3',
  differs: 'M-3 -1.6H3M-3 1.6H3M-1.8 3.9L1.8 -3.9',
};

export const CHEVRONS = { up: 'M-4 2L0 -2L4 2', down: 'M-4 -2L0 2L4 -2' };
