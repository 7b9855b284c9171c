/**
 * The connections there are. What they authorise themselves with is stored sealed, and opened for those who show it, without its
 * secrets, and for the HTTP tasks that use it.
 */
import { parseArn } from '../../base/arn.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceTable, type Row } from '../../store/resource-table.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import type { AuthorizationType, AuthParameters } from './auth-parameters.ts';

export interface ConnectionData {
  readonly arn: string;
  readonly description?: string;
  readonly authorizationType: AuthorizationType;
  readonly state: 'AUTHORIZED' | 'DEAUTHORIZED';
  /** JSON of AuthParameters, sealed for this connection; absent when it was deauthorised. */
  readonly sealedParameters?: string;
  readonly lastModifiedMs: number;
  readonly lastAuthorizedMs?: number;
}

export type ConnectionRow = Row<ConnectionData>;

/** A connection as an HTTP task uses it. */
export interface Connection {
  readonly arn: string;
  /** Another one after every change, so that what follows from its parameters can be kept until then. */
  readonly revision: string;
  readonly secretArn: string;
  readonly authorizationType: AuthorizationType;
  readonly isAuthorized: boolean;
  readonly parameters: AuthParameters;
}

export class Connections {
  readonly table: ResourceTable<ConnectionData>;
  readonly #seal: SecretSeal;

  private constructor(table: ResourceTable<ConnectionData>, seal: SecretSeal) {
    this.table = table;
    this.#seal = seal;
  }

  static async open({ resources, seal }: { readonly resources: ResourceStore; readonly seal: SecretSeal }) {
    return new Connections(await ResourceTable.open<ConnectionData>(resources, 'connection'), seal);
  }

  sealed(id: string, parameters: AuthParameters): string {
    return this.#seal.seal(JSON.stringify(parameters), placeOf(id));
  }

  /** @throws SealBrokenError */
  parametersOf({ id, data }: ConnectionRow): AuthParameters {
    if (data.sealedParameters === undefined) return {};
    return JSON.parse(this.#seal.unseal(data.sealedParameters, placeOf(id))) as AuthParameters;
  }

  /** Undefined when there is none of that ARN, or no longer. */
  find(arn: string): Connection | undefined {
    const { account, region, resource } = parseArn(arn) ?? {};
    const [, name = '', id] = resource?.split('/') ?? [];
    const row = this.table.get(`${account}/${region}`, name);
    if (row === undefined || row.id !== id || row.data.arn !== arn) return undefined;
    const { authorizationType, state } = row.data;
    return {
      arn,
      revision: `${row.id}/${row.version}`,
      secretArn: secretArn(row),
      authorizationType,
      isAuthorized: state === 'AUTHORIZED',
      parameters: this.parametersOf(row),
    };
  }
}

const placeOf = (id: string) => `connection ${id}`;

/** On AWS a secret of Secrets Manager holds the parameters; policies of roles name it. */
export function secretArn({ data, name, id }: ConnectionRow): string {
  const { account, region } = parseArn(data.arn) ?? {};
  return `arn:aws:secretsmanager:${region}:${account}:secret:events!connection/${name}/${id}-${id.slice(0, 6)}`;
}
