/**
 * A function as it is kept, and as the service shows it. One row holds all that can change, versions, aliases and policies
 * too, so that whatever the rules say of them together changes in one write.
 */
import type { Row } from '../../store/resource-table.ts';
import type { QualifiedSettings } from './qualified-settings.ts';

export interface LoggingConfig {
  readonly LogFormat: 'JSON' | 'Text';
  /** With JSON only. */
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
  readonly LogGroup: string;
}

/** A layer version as a function has it; it stays when the layer version is deleted. */
export interface FunctionLayer {
  readonly Arn: string;
  readonly CodeSize: number;
  readonly digest: string;
}

/** What the caller decides about a function, by the API's names. */
export interface FunctionSettings {
  readonly Runtime: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  /** Absent when none was ever given. */
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly EphemeralStorage: { readonly Size: number };
  readonly TracingConfig: { readonly Mode: string };
  readonly SnapStart: { readonly ApplyOn: string };
  readonly LoggingConfig: LoggingConfig;
  /** In order: later ones over earlier ones. Absent without any. */
  readonly Layers?: readonly FunctionLayer[];
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  /** Kept and shown, without effect here. */
  readonly VpcConfig?: object;
  readonly KMSKeyArn?: string;
}

export interface FunctionCode {
  /** SHA-256 of the zip package, hexadecimal; the key of the package in the object store. */
  readonly digest: string;
  readonly bytes: number;
  readonly architectures: readonly string[];
}

/** `$LATEST` as it is now, or a version as it was published. */
export interface FunctionSnapshot {
  /** Absent in `$LATEST`. */
  readonly version?: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  /** New with each change of code or settings: environments of the one before are not used again. */
  readonly deploymentId: string;
  /** New with each change, those of state included. */
  readonly revisionId: string;
  readonly runtimeVersionArn: string;
  readonly lastModifiedMs: number;
  readonly state: 'Pending' | 'Active';
  /** Absent until the function is active for the first time. */
  readonly updateStatus?: 'InProgress' | 'Successful';
}

/** Immutable but for its state. */
export interface VersionData extends FunctionSnapshot {
  readonly version: string;
  /** That of `$LATEST` at the time; a version may have one of its own. */
  readonly publishedDescription: string;
}

export interface AliasData {
  readonly name: string;
  readonly description: string;
  /** A version's number, or `$LATEST`. */
  readonly version: string;
  /** The share of invocations, 0 to 1, that other versions get. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** Members below `tags` are absent in functions that never needed them. */
export interface FunctionData extends FunctionSnapshot, QualifiedSettings {
  readonly tags: Readonly<Record<string, string>>;
  /** By number, rising. */
  readonly versions?: readonly VersionData[];
  /** The highest number ever given: none is given again. */
  readonly lastVersion?: number;
  /** In order of name. */
  readonly aliases?: readonly AliasData[];
  readonly reservedConcurrency?: number;
  readonly codeSigningConfigArn?: string;
  readonly recursiveLoop?: 'Allow' | 'Terminate';
}

export type FunctionRow = Row<FunctionData>;

const CREATING = 'The function is being created.';

/** @param arn with the qualifier the caller has used */
export function showConfiguration(name: string, data: FunctionSnapshot, arn: string): object {
  return {
    ...showListed(name, data, arn),
    RuntimeVersionConfig: { RuntimeVersionArn: data.runtimeVersionArn },
    State: data.state,
    ...(data.state === 'Pending' && { StateReason: CREATING, StateReasonCode: 'Creating' }),
    LastUpdateStatus: data.updateStatus,
    ...(data.updateStatus === 'InProgress' && {
      LastUpdateStatusReason: CREATING,
      LastUpdateStatusReasonCode: 'Creating',
    }),
  };
}

/** Lists leave out the state and the runtime's version (recorded). */
export function showListed(name: string, data: FunctionSnapshot, arn: string): object {
  const { settings, code } = data;
  return {
    FunctionName: name,
    FunctionArn: arn,
    ...settings,
    Layers: settings.Layers?.map(({ Arn, CodeSize }) => ({ Arn, CodeSize })),
    SnapStart: { ...settings.SnapStart, OptimizationStatus: 'Off' },
    Architectures: code.architectures,
    CodeSha256: base64Digest(code),
    CodeSize: code.bytes,
    PackageType: 'Zip',
    LastModified: new Date(data.lastModifiedMs).toISOString().replace('Z', '+0000'),
    RevisionId: data.revisionId,
    Version: data.version ?? LATEST,
  };
}

/** As the API shows a package's SHA-256. */
export function base64Digest({ digest }: Pick<FunctionCode, 'digest'>): string {
  return Buffer.from(digest, 'hex').toString('base64');
}

/** What clients may change, as opposed to published versions. */
export const LATEST = '$LATEST';

/** `$LATEST` or a published version; undefined when there is none such. */
export function snapshotOf(data: FunctionData, version: string): FunctionSnapshot | undefined {
  return version === LATEST ? data : data.versions?.find((published) => published.version === version);
}

export function aliasOf(data: FunctionData, name: string): AliasData | undefined {
  return data.aliases?.find((alias) => alias.name === name);
}
