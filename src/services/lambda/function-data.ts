/** A function as it is kept, and as the service shows it. */
import type { Row } from '../../store/resource-table.ts';

export interface LoggingConfig {
  readonly LogFormat: 'JSON' | 'Text';
  /** With JSON only. */
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
  readonly LogGroup: string;
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
  /** Kept and shown, without effect here. */
  readonly VpcConfig?: object;
  readonly DeadLetterConfig?: object;
  readonly KMSKeyArn?: string;
}

export interface FunctionCode {
  /** SHA-256 of the zip package, hexadecimal; the key of the package in the object store. */
  readonly digest: string;
  readonly bytes: number;
  readonly architectures: readonly string[];
}

export interface FunctionData {
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
  readonly tags: Readonly<Record<string, string>>;
}

export type FunctionRow = Row<FunctionData>;

const CREATING = 'The function is being created.';

/** @param arn with the qualifier the caller has used */
export function showConfiguration(row: FunctionRow, arn: string): object {
  const { data } = row;
  return {
    ...showListed(row, arn),
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
export function showListed({ name, data }: FunctionRow, arn: string): object {
  const { settings, code } = data;
  return {
    FunctionName: name,
    FunctionArn: arn,
    ...settings,
    SnapStart: { ...settings.SnapStart, OptimizationStatus: 'Off' },
    Architectures: code.architectures,
    CodeSha256: Buffer.from(code.digest, 'hex').toString('base64'),
    CodeSize: code.bytes,
    PackageType: 'Zip',
    LastModified: new Date(data.lastModifiedMs).toISOString().replace('Z', '+0000'),
    RevisionId: data.revisionId,
    Version: LATEST,
  };
}

/** The only version there is so far. */
export const LATEST = '$LATEST';
