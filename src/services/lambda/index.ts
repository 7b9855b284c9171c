/** AWS Lambda: the table of its operations, and the pool of execution environments behind Invoke. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Authorizer, Service } from '../../base/service.ts';
import type { CredentialsPort, LogSink } from '../../runtimes/function-version.ts';
import { type ConfiguredRuntimes, Interpreters } from '../../runtimes/interpreters.ts';
import type { Isolation } from '../../runtimes/isolation/isolation.ts';
import { EnvironmentPool, type PoolOptions } from '../../runtimes/pool.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { accountOperations } from './account.ts';
import { aliasOperations } from './aliases.ts';
import { CODE_PATH, CodeLocations } from './code-location.ts';
import { openCodeSigningConfigs } from './code-signing/config-table.ts';
import { codeSigningConfigOperations } from './code-signing/configs.ts';
import { functionCodeSigningOperations } from './code-signing/function-configs.ts';
import type { ObjectReader } from './code-source.ts';
import { Concurrency } from './concurrency.ts';
import { eventSourceMappingOperations } from './event-source-mappings.ts';
import type { DestinationPort } from './events/destinations.ts';
import { eventInvokeConfigOperations } from './events/event-invoke-configs.ts';
import { EventQueue } from './events/event-queue.ts';
import { EventStore } from './events/event-store.ts';
import { FunctionTable } from './function-table.ts';
import { functionOperations } from './functions.ts';
import { invokeOperation } from './invoke.ts';
import { invokeAsyncOperation } from './invoke-async.ts';
import { invokeWithResponseStream, streamedResult } from './invoke-with-response-stream.ts';
import { layerPermissionOperations } from './layers/layer-permissions.ts';
import { LayerTable } from './layers/layer-table.ts';
import { layerVersionOperations } from './layers/layer-versions.ts';
import { PackageStore } from './package-store.ts';
import { permissionOperations } from './permissions.ts';
import { provisionedConfigOperations } from './provisioned/provisioned-configs.ts';
import { Provisioning } from './provisioned/provisioning.ts';
import { recursionOperations } from './recursion.ts';
import { reservedConcurrencyOperations, unreservedLimit } from './reserved-concurrency.ts';
import type { RoleCheck } from './roles.ts';
import { runtimeManagementOperations } from './runtime-management.ts';
import { tagOperations } from './tags.ts';
import { unsupportedOperations } from './unsupported.ts';
import { updateOperations } from './updates.ts';
import { type FunctionUrls, functionUrls } from './urls/invoke-url.ts';
import { UrlIndex } from './urls/url-config.ts';
import { urlConfigOperations } from './urls/url-configs.ts';
import { versionOperations } from './versions.ts';

export interface LambdaDeps {
  readonly resources: ResourceStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  /** A directory of this server's own, in which code is unpacked. */
  readonly codeRoot: string;
  readonly pool?: PoolOptions;
  readonly isolation: Isolation;
  /** Programs for runtimes, by the runtimes' identifiers. */
  readonly runtimes?: ConfiguredRuntimes;
  /** Whether an account may have no more invocations at the same time than on AWS. */
  readonly limitsConcurrency?: boolean;
  readonly credentials: CredentialsPort;
  readonly assumeDenial: RoleCheck;
  readonly denial: Authorizer['denial'];
  /** Where code packages may lie, too. */
  readonly readObject?: ObjectReader | undefined;
  /** `http://host:port` of this server, for SDKs inside functions. */
  readonly endpoint: () => string;
  readonly logSink: LogSink;
  readonly destinations: DestinationPort;
  /** Told of what fails where nobody waits for an answer. */
  readonly onDefect: (error: unknown) => void;
}

export interface LambdaService {
  readonly service: Service;
  /** The links to code packages that GetFunction gives. */
  readonly codeLinks: {
    /** What their paths begin with. */
    readonly prefix: string;
    /** The package behind a link; undefined when there is none such, or no longer. */
    read(path: string, query: string): Promise<Uint8Array | undefined>;
  };
  readonly functionUrls: FunctionUrls;
  /** Execution environments of this moment, and invocations that wait for one. */
  readonly load: () => { readonly environments: number; readonly waiting: number };
  /** Takes up the asynchronous invocations that an earlier process has left. */
  recover(): Promise<void>;
  /** Lets asynchronous invocations that run come to their end until `deadline` resolves, and begins no others. */
  drain(deadline: Promise<void>): Promise<void>;
  /** Ends all execution environments, those at work included. */
  close(): Promise<void>;
}

export async function openLambdaService(deps: LambdaDeps): Promise<LambdaService> {
  const locations = new CodeLocations(deps.clock);
  const interpreters = new Interpreters(deps.runtimes, deps.isolation.uid);
  const pool = new EnvironmentPool({ ...deps, interpreters }, deps.pool);
  const packages = new PackageStore(deps);
  const functions = await FunctionTable.open({ ...deps, pool, packages });
  const layers = await LayerTable.open({ ...deps, packages });
  await packages.sweep();
  const base = {
    interpreters,
    ...deps,
    pool,
    functions,
    layers,
    packages,
    locations,
    concurrency: new Concurrency(deps.limitsConcurrency ? unreservedLimit(functions) : undefined),
    provisioning: new Provisioning({ functions, pool }),
    codeSigningConfigs: await openCodeSigningConfigs(deps.resources),
  };
  const events = new EventQueue({ ...base, store: new EventStore(deps.resources) });
  const context = { ...base, events };
  const invoke = invokeOperation(context);
  return {
    service: {
      name: 'lambda',
      operations: {
        ...functionOperations(context),
        ...updateOperations(context),
        ...versionOperations(context),
        ...aliasOperations(context),
        ...permissionOperations(context),
        ...reservedConcurrencyOperations(context),
        Invoke: invoke,
        InvokeWithResponseStream: invokeWithResponseStream(context),
        InvokeAsync: invokeAsyncOperation({ functions, invoke }),
        ...tagOperations(context),
        ...accountOperations(context),
        ...codeSigningConfigOperations(context),
        ...functionCodeSigningOperations(context),
        ...eventInvokeConfigOperations(context),
        ...layerVersionOperations(context),
        ...layerPermissionOperations(context),
        ...provisionedConfigOperations(context),
        ...urlConfigOperations(context),
        ...recursionOperations(context),
        ...runtimeManagementOperations(context),
        ...eventSourceMappingOperations,
        ...unsupportedOperations,
      },
      resourceTags({ resource, ...place }) {
        const [type, name = ''] = resource.split(':');
        return type === 'function' ? functions.get(place, name)?.data.tags : undefined;
      },
    },
    load: () => ({ environments: pool.size, waiting: pool.waiting }),
    codeLinks: {
      prefix: CODE_PATH,
      async read(path, query) {
        const digest = locations.digestOf(path, query);
        return digest === undefined ? undefined : packages.read(digest);
      },
    },
    functionUrls: functionUrls({ ...context, urls: new UrlIndex(functions), invoke, stream: streamedResult(context) }),
    async recover() {
      context.provisioning.recover();
      await events.recover();
    },
    drain: (deadline) => events.close(deadline),
    async close() {
      await functions.close();
      await pool.close();
      deps.isolation.close();
    },
  };
}
