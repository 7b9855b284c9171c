/** AWS's runtime identifiers: which a function may have, and the words for those it may not. */
import { invalidParameterValue } from './errors.ts';

/** In the words of AWS's refusal (recorded January 2026). */
const NAMED = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java25',
  'python3.10',
  'python3.11',
  'java21',
  'ruby3.3',
  'ruby3.4',
  'ruby3.2',
  'python3.8',
  'python3.9',
  'java17',
  'nodejs16.x',
  'dotnet10',
  'dotnet8',
  'java11',
  'dotnet6',
  'nodejs18.x',
  'provided.al2',
  'java8.al2',
];

/** In newer models only. */
const NEWER = ['nodejs26.x', 'python3.15', 'ruby4.0', 'java8.al2023', 'java11.al2023', 'java17.al2023'];

/** AWS no longer takes these, but tutorials were written with them, and their functions run on any later Node. */
const OF_TUTORIALS = ['nodejs', 'nodejs4.3', 'nodejs4.3-edge', 'nodejs6.10', 'nodejs8.10', 'nodejs10.x'];

const ACCEPTED = new Set([...NAMED, ...NEWER, ...OF_TUTORIALS]);

const NO_LONGER_SUPPORTED = new Set([
  'nodejs12.x',
  'nodejs14.x',
  'python2.7',
  'python3.6',
  'python3.7',
  'java8',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'ruby2.5',
  'ruby2.7',
  'provided',
]);

/** All there ever were: what a layer may say that it goes with. */
export const KNOWN_RUNTIMES: readonly string[] = [...ACCEPTED, ...NO_LONGER_SUPPORTED];

/** @throws ServiceError in AWS's words when a function cannot have this runtime */
export function checkRuntime(runtime: string): void {
  if (ACCEPTED.has(runtime)) return;
  if (NO_LONGER_SUPPORTED.has(runtime)) {
    throw invalidParameterValue(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  throw invalidParameterValue(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${NAMED.join(', ')}] or be a valid ARN`,
  );
}
