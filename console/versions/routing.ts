/** How an alias shares what it is asked between one version and, by weight, another one. */

export interface Routing {
  /** The version, and what else gets a part. */
  readonly version: string;
  readonly second: string | undefined;
  /** Percent that the second one gets. */
  readonly percent: number;
}

export function routingText({ version, second, percent }: Routing): string {
  return second === undefined ? version : `${version} (${100 - percent} %), ${second} (${percent} %)`;
}

/** What speaks against it; undefined when nothing does. */
export function routingProblem({ version, second, percent }: Routing): string | undefined {
  if (version === '') return 'Choose a version.';
  if (second === version) return 'The second version is the first one.';
  if (second === undefined || (Number.isInteger(percent) && percent >= 0 && percent <= 100)) return undefined;
  return 'A weight is a whole number of percent, from 0 to 100.';
}
