/** Functions to begin with. */
import type { FirstFile } from './runtimes.ts';

export interface Blueprint {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly file: FirstFile;
}

const file = (text: string): FirstFile => ({ path: 'index.mjs', handler: 'index.handler', text });

export const BLUEPRINTS: readonly Blueprint[] = [
  {
    id: 'echo',
    title: 'Echo',
    description: 'Logs its event and gives it back.',
    file: file(`export const handler = async (event) => {
  console.log(JSON.stringify(event));
  return event;
};
`),
  },
  {
    id: 'step-function-error',
    title: 'Error that a state machine can catch',
    description: 'Throws an error with a name of its own, for ErrorEquals in Retry and Catch.',
    file: file(`class CustomError extends Error {
  name = 'CustomError';
}

export const handler = async (event) => {
  if (event.ok) return event;
  throw new CustomError('The event has no "ok"');
};
`),
  },
  {
    id: 'fetch',
    title: 'HTTP request',
    description: 'Fetches an address and answers with its JSON.',
    file: file(`export const handler = async ({ url }) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(url + ' answered ' + answer.status);
  return answer.json();
};
`),
  },
];
