/**
 * What is set for one version or alias of a function, or for the whole of it, and goes when that goes. Each is kept by
 * qualifier, the function's own under the empty one; absent in functions that never needed it.
 */

import type { UrlConfigData } from './urls/url-config.ts';

export interface PolicyData {
  /** The policy document, JSON text. */
  readonly document: string;
  readonly revisionId: string;
}

export interface RuntimeManagementData {
  readonly updateRuntimeOn: 'Auto' | 'Manual' | 'FunctionUpdate';
  readonly runtimeVersionArn?: string | undefined;
}

export interface ProvisionedData {
  readonly requested: number;
  readonly lastModifiedMs: number;
}

/** Of asynchronous invocations: only what was set. */
export interface EventInvokeConfigData {
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumEventAgeSeconds?: number | undefined;
  /** ARNs. */
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
  readonly lastModifiedMs: number;
}

type ByQualifier<T> = Readonly<Record<string, T>>;

export interface QualifiedSettings {
  readonly policies?: ByQualifier<PolicyData>;
  /** By version; `$LATEST` has one, too. */
  readonly runtimeManagement?: ByQualifier<RuntimeManagementData>;
  readonly provisioned?: ByQualifier<ProvisionedData>;
  readonly urls?: ByQualifier<UrlConfigData>;
  /** The function's own under `$LATEST`. */
  readonly eventInvokeConfigs?: ByQualifier<EventInvokeConfigData>;
}

const KINDS: readonly (keyof QualifiedSettings)[] = [
  'policies',
  'runtimeManagement',
  'eventInvokeConfigs',
  'provisioned',
  'urls',
];

/** For when a version or an alias is deleted. */
export function withoutQualifier<T extends QualifiedSettings>(data: T, qualifier: string): T {
  const changed: Record<string, ByQualifier<unknown>> = {};
  for (const kind of KINDS) {
    const { [qualifier]: gone, ...others } = data[kind] ?? {};
    if (gone !== undefined) changed[kind] = others;
  }
  return { ...data, ...changed };
}
