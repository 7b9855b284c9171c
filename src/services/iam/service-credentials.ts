/**
 * Service-specific credentials: user names and passwords for services (CodeCommit, Keyspaces) that do not exist here. They are
 * made, listed and deleted as on AWS; nothing asks for the password, so it is not kept.
 */
import { userOf, userResource } from './caller-user.ts';
import { type IamState, type ServiceCredential, type UserRow, uniqueId } from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import * as shapes from './shapes.ts';
import { changeUser } from './users.ts';

interface UserInput {
  readonly UserName?: string;
}

interface CredentialInput extends UserInput {
  readonly ServiceSpecificCredentialId: string;
}

const SERVICES = ['cassandra.amazonaws.com', 'codecommit.amazonaws.com'];
/** IAM quotas: per user and service. */
const CREDENTIALS_MAX = 2;

const { required, structure } = shapes;
const UserName = shapes.userName;
const ServiceName = { type: 'string' } as const;
const ServiceSpecificCredentialId = required({ type: 'string', min: 20, max: 128, pattern: '[\\w]+' } as const);

export const serviceCredentialOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateServiceSpecificCredential: operation<UserInput & { readonly ServiceName: string }>({
    input: structure({ UserName: required(UserName), ServiceName: required(ServiceName) }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      const { ServiceName: serviceName } = input;
      requireKnownService(serviceName);
      const id = uniqueId('ACCA', state.random);
      const createdMs = state.clock.nowMs();
      const made = await changeCredentials(state, user, (credentials) => {
        const others = credentials.filter((credential) => credential.serviceName === serviceName);
        if (others.length >= CREDENTIALS_MAX) {
          throw errors.quotaExceeded('ServiceSpecificCredentialsPerUser', CREDENTIALS_MAX);
        }
        const suffix = others.length === 0 ? '' : `+${others.length}`;
        const serviceUserName = `${user.data.name}${suffix}-at-${user.scope}`;
        return [...credentials, { id, serviceName, serviceUserName, status: 'Active', createdMs }];
      });
      return {
        ServiceSpecificCredential: {
          ...describe(user, requireCredential(made, id)),
          ServicePassword: newPassword(state),
        },
      };
    },
  }),

  ListServiceSpecificCredentials: operation<UserInput & { readonly ServiceName?: string }>({
    input: structure({ UserName, ServiceName }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      const { ServiceName: serviceName } = input;
      if (serviceName !== undefined) requireKnownService(serviceName);
      const found = user.data.serviceCredentials.filter(
        (credential) => serviceName === undefined || credential.serviceName === serviceName,
      );
      return { ServiceSpecificCredentials: found.map((credential) => describe(user, credential)) };
    },
  }),

  UpdateServiceSpecificCredential: operation<CredentialInput & { readonly Status: 'Active' | 'Inactive' }>({
    input: structure({
      UserName,
      ServiceSpecificCredentialId,
      Status: { type: 'string', required: true, enum: ['Active', 'Inactive'] },
    }),
    resource: userResource,
    async run(state, input, call) {
      const { ServiceSpecificCredentialId: id, Status: status } = input;
      await changeCredentials(state, userOf(state, input, call), (credentials) => {
        requireCredential(credentials, id);
        return credentials.map((credential) => (credential.id === id ? { ...credential, status } : credential));
      });
    },
  }),

  ResetServiceSpecificCredential: operation<CredentialInput>({
    input: structure({ UserName, ServiceSpecificCredentialId }),
    resource: userResource,
    async run(state, input, call) {
      const user = userOf(state, input, call);
      const { ServiceSpecificCredentialId: id } = input;
      const credential = requireCredential(user.data.serviceCredentials, id);
      return { ServiceSpecificCredential: { ...describe(user, credential), ServicePassword: newPassword(state) } };
    },
  }),

  DeleteServiceSpecificCredential: operation<CredentialInput>({
    input: structure({ UserName, ServiceSpecificCredentialId }),
    resource: userResource,
    async run(state, input, call) {
      const { ServiceSpecificCredentialId: id } = input;
      await changeCredentials(state, userOf(state, input, call), (credentials) => {
        requireCredential(credentials, id);
        return credentials.filter((credential) => credential.id !== id);
      });
    },
  }),
};

function requireKnownService(name: string): void {
  if (!SERVICES.includes(name)) throw errors.noSuchCredentialService(name);
}

function requireCredential(credentials: readonly ServiceCredential[], id: string): ServiceCredential {
  const credential = credentials.find((candidate) => candidate.id === id);
  if (credential === undefined) throw errors.noSuchServiceCredential(id);
  return credential;
}

async function changeCredentials(
  state: IamState,
  user: UserRow,
  edit: (credentials: readonly ServiceCredential[]) => readonly ServiceCredential[],
): Promise<readonly ServiceCredential[]> {
  const { data } = await changeUser(state, user.scope, user.data.name, (latest) => ({
    ...latest,
    serviceCredentials: edit(latest.serviceCredentials),
  }));
  return data.serviceCredentials;
}

function describe(user: UserRow, credential: ServiceCredential) {
  return {
    UserName: user.data.name,
    Status: credential.status,
    ServiceName: credential.serviceName,
    ServiceUserName: credential.serviceUserName,
    ServiceSpecificCredentialId: credential.id,
    CreateDate: new Date(credential.createdMs),
  };
}

/** 43 characters of base64, with its closing equals sign, as AWS's passwords look. */
function newPassword({ random }: IamState): string {
  return Buffer.from(random.seed() + random.seed(), 'hex').toString('base64');
}
