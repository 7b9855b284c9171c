/** The AWS SDK's clients, speaking to the server the page came from: the console has no API of its own. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createContext, useContext } from 'react';
import { CallLog, noteCalls } from '../code/call-log.ts';
import { fetchCredentials, type Session } from './session.ts';
import { createStepwellClient, type StepwellClient } from './stepwell-client.ts';

export interface Clients {
  readonly states: SFNClient;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly stepwell: StepwellClient;
  /** Of all but Stepwell's own service. */
  readonly callLog: CallLog;
  readonly region: string;
  readonly account: string;
  /** Whose the session is; undefined in development mode, where everybody is root. */
  readonly signedInAs: string | undefined;
}

export function createClients(region: string, { account, arn }: Session): Clients {
  const settings = {
    region,
    endpoint: location.origin,
    credentials: fetchCredentials,
    // Some operations would otherwise go to another host name, which is another origin.
    disableHostPrefix: true,
    maxAttempts: 2,
  };
  const iam = new IAMClient(settings);
  const clients = {
    states: new SFNClient(settings),
    lambda: new LambdaClient(settings),
    iam,
    logs: new CloudWatchLogsClient(settings),
  };
  const callLog = new CallLog();
  for (const [name, packageName] of Object.entries(PACKAGES))
    noteCalls(clients[name as ClientName], packageName, callLog);
  return { ...clients, stepwell: createStepwellClient(iam), callLog, region, account, signedInAs: arn };
}

/** The SDK's packages, as they are called after `@aws-sdk/client-`. */
const PACKAGES = { states: 'sfn', lambda: 'lambda', iam: 'iam', logs: 'cloudwatch-logs' } as const;
type ClientName = keyof typeof PACKAGES;

const ClientsContext = createContext<Clients | undefined>(undefined);

export const ClientsProvider = ClientsContext.Provider;

export function useClients(): Clients {
  const clients = useContext(ClientsContext);
  if (clients === undefined) throw new Error('useClients outside of ClientsProvider');
  return clients;
}
