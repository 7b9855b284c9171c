/**
 * The composition root, and the package's entry for programs that embed the server: the only file that names concrete
 * stores, services and launchers.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withAccessMode } from './api/access-mode.ts';
import { auditLog } from './api/audit-log.ts';
import { createDispatch } from './api/dispatch.ts';
import { createFirstAdministrator, type FirstKey } from './api/first-administrator.ts';
import { STATES_BUCKETS } from './api/quotas.ts';
import { throttled } from './api/throttle.ts';
import { systemClock } from './base/clock.ts';
import { systemRandom } from './base/random.ts';
import type { AccessMode, Dispatch, Service } from './base/service.ts';
import type { Buckets } from './buckets/buckets.ts';
import { type ObjectStorage, ObjectStorageError, openBuckets } from './buckets/open-buckets.ts';
import { Engine } from './engine/engine.ts';
import { ExecutionEnds } from './engine/execution-ends.ts';
import { ExpressExecutions } from './engine/express.ts';
import { IndexFeed } from './engine/index-feed.ts';
import { MapRuns } from './engine/map-runs/map-runs.ts';
import type { EngineObserver } from './engine/observer.ts';
import type { AuthMode } from './http/authenticate.ts';
import { CertificateError, type CertificateFiles } from './http/certificate.ts';
import { codeLinks } from './http/code-links.ts';
import { combineCredentials } from './http/credentials.ts';
import { type Addresses, createDoor, type Door } from './http/door.ts';
import { metricsPath } from './http/metrics-path.ts';
import { createDestinations } from './integrations/destinations/index.ts';
import type { MessageEndpoints } from './integrations/destinations/message.ts';
import { createEffectPort } from './integrations/index.ts';
import { createItemSources } from './integrations/map-items/item-sources.ts';
import { createResultSink } from './integrations/map-items/result-sink.ts';
import { childrenDenial } from './integrations/map-run-permission.ts';
import { chooseIsolation, IsolationError } from './runtimes/isolation/choose-isolation.ts';
import type { Isolation, IsolationMode } from './runtimes/isolation/isolation.ts';
import { Connections } from './services/events/connection-table.ts';
import { createEventsService } from './services/events/index.ts';
import { openIamService } from './services/iam/index.ts';
import { openLambdaService } from './services/lambda/index.ts';
import { openLogsService } from './services/logs/index.ts';
import { createS3Service, readObject } from './services/s3/index.ts';
import { ActivityQueue } from './services/states/activity-queue.ts';
import { findActivity, openActivities } from './services/states/activity-table.ts';
import { MachineDeletion } from './services/states/deletion.ts';
import { forkExecution } from './services/states/forks.ts';
import { createStatesService } from './services/states/index.ts';
import { MachineStore } from './services/states/machine-store.ts';
import { OpenExecutions } from './services/states/open-executions.ts';
import { AWS_RESOURCE_QUOTAS, type ResourceQuotas } from './services/states/resource-quotas.ts';
import { TaskTokens } from './services/states/task-tokens.ts';
import { testCases } from './services/states/test-cases.ts';
import { DenialLog } from './services/stepwell/denial-log.ts';
import { createStepwellService } from './services/stepwell/index.ts';
import { SessionCredentials } from './services/sts/credentials.ts';
import { createStsService } from './services/sts/index.ts';
import { KeyMint } from './services/sts/key-mint.ts';
import { KeyFileError } from './store/key-file.ts';
import { openMemoryStore } from './store/memory/index.ts';
import { DataDirectoryError } from './store/sqlite/data-directory-error.ts';
import { openSqliteStore } from './store/sqlite/index.ts';
import type { Store } from './store/store.ts';
import { measuredPort } from './telemetry/measured-port.ts';
import { Metrics } from './telemetry/metrics.ts';
import { openSpanExporter, type SpanExporter, TracesUnavailableError } from './telemetry/span-exporter.ts';
import { Traces } from './telemetry/traces.ts';

export interface StartOptions {
  /** 0 picks a free one. Default 4566. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where everything is kept; absent: in memory, gone at the end. */
  readonly dataDir?: string;
  /** The file with the key from which all others follow. Default `secrets.key` in the data directory. */
  readonly keyFile?: string;
  /** The account of keys that do not say otherwise. Default 000000000000. */
  readonly account?: string;
  /** The region the console begins in. Default us-east-1. */
  readonly region?: string;
  /** Whether only keys that Stepwell issued get in. Default `dev`: any other key is root. */
  readonly auth?: AuthMode;
  /** Where the user's objects are, for Maps, tasks and the code of functions. Default: nowhere. */
  readonly objects?: ObjectStorage;
  /** Queues, topics and event buses that functions may have as destinations. Default: none. */
  readonly messages?: MessageEndpoints;
  /** Whether HTTP tasks may call `http:` endpoints, too; AWS calls `https:` only, and so is the default. */
  readonly allowPlainHttp?: boolean;
  /**
   * Whether calls that come faster, and more invocations at a time or resources, than AWS allows are refused as there. Default
   * `none`.
   */
  readonly quotas?: 'none' | 'aws';
  /** How many resources of Step Functions there may be, per account and region. Default: as `quotas` says. */
  readonly resourceQuotas?: ResourceQuotas;
  /** Default `enforce`. */
  readonly iam?: AccessMode;
  /** Host names to answer under beside the loopback ones. */
  readonly allowHosts?: readonly string[];
  /** Origins, such as `https://app.example.com`, whose pages may use the APIs from a browser. */
  readonly corsOrigins?: readonly string[];
  /** With it the port speaks TLS. */
  readonly tls?: CertificateFiles;
  /** How functions are kept apart. Default `auto`: bubblewrap where it is installed and works. */
  readonly isolation?: IsolationMode | 'auto';
  /** Programs that run functions, by runtime identifier: `{'python3.12': '/opt/python/bin/python3'}`. */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** What becomes of a task that had begun when the process died. Default `fail`, AWS's contract. */
  readonly onUnknownOutcome?: 'fail' | 'rerun';
  /** Where traces of executions are posted (OTLP as JSON), such as `http://localhost:4318/v1/traces`. Default: nowhere. */
  readonly tracesUrl?: string;
  /** What `/metrics` asks for, as a bearer token; in strict mode it has to have one. */
  readonly metricsToken?: string;
  /** Told of our own defects; by default they go to stderr. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningStepwell {
  readonly url: string;
  /** Of the administrator who was made because, in strict mode, nobody had a key yet. It can be read here and nowhere else. */
  readonly firstKey: FirstKey | undefined;
  readonly host: string;
  readonly port: number;
  /** Reads the files of the certificate again, if there is one; rejects, and keeps the one there is, when they are no good. */
  renewCertificate(): Promise<void>;
  /** How functions are kept apart, for people. */
  readonly isolation: string;
  /** Drains: takes no new requests, begins no new task, and gives running tasks so long to end. Default 30 s. */
  close(options?: { readonly drainTimeoutMs?: number }): Promise<void>;
}

/** Something whoever started Stepwell can mend: the message is one clear line. */
export class StartupError extends Error {}

const FUNCTION_CREDENTIALS_SECONDS = 12 * 3600;
const CONSOLE_CREDENTIALS_SECONDS = 3600;
const DRAIN_TIMEOUT_MS = 30_000;

/** @throws StartupError */
export async function startStepwell(options: StartOptions = {}): Promise<RunningStepwell> {
  const { port = 4566, host = '127.0.0.1', account = '000000000000', region = 'us-east-1' } = options;
  const { iam: accessMode = 'enforce', auth = 'dev' } = options;
  const onDefect = options.onDefect ?? ((error: unknown) => console.error(error));
  const clock = systemClock;
  const random = systemRandom;
  const { dataDir } = options;
  const buckets = options.objects && (await openObjects(options.objects));
  const exporter = options.tracesUrl === undefined ? undefined : await openExporter(options.tracesUrl);
  const store = await openStore(options);
  const codeRoot = dataDir === undefined ? await mkdtemp(join(tmpdir(), 'stepwell-')) : join(dataDir, 'code');
  let endpoint = '';
  const isolation = await openIsolation(options.isolation ?? 'auto', codeRoot);

  const keyMint = new KeyMint(store.key, random);
  const credentials = new SessionCredentials({ keys: keyMint, clock, random });
  const services: Service[] = [];
  const iam = await openIamService({
    resources: store.resources,
    keyMint,
    clock,
    random,
    resourceTags: (arn) => services.find(({ name }) => name === arn.service)?.resourceTags?.(arn),
  });
  const denials = new DenialLog(clock);
  const audit = auditLog(console.error);
  const authorizer = withAccessMode(iam.authorizer, accessMode, (denied) => {
    denials.record(denied);
    audit(denied);
  });
  const sts = createStsService({ ...iam, authorizer, credentials });
  const logs = await openLogsService({ ...store, authorizer, clock, random, onDefect });
  let dispatch: Dispatch;
  const lambda = await openLambdaService({
    resources: store.resources,
    objects: store.objects,
    clock,
    limitsConcurrency: options.quotas === 'aws',
    random,
    codeRoot,
    isolation,
    ...(options.runtimes !== undefined && { runtimes: options.runtimes }),
    credentials(roleArn, sessionName) {
      const session = authorizer.assumedRole(roleArn, sessionName);
      const issued = credentials.issue(session, FUNCTION_CREDENTIALS_SECONDS);
      return { ...issued, expiresMs: issued.expiration.getTime() };
    },
    assumeDenial: (roleArn, service) => authorizer.assumeDenial(roleArn, service),
    denial: (...request) => authorizer.denial(...request),
    readObject: buckets && ((location, call) => readObject(dispatch, location, call)),
    endpoint: () => endpoint,
    logSink: logs.functionLog,
    destinations: createDestinations({
      dispatch: lateDispatch(() => dispatch),
      authorizer,
      random,
      endpoints: options.messages,
    }),
    onDefect,
  });
  const machines = await MachineStore.open(store.resources);
  const activities = await openActivities(store.resources);
  const connections = await Connections.open(store);
  const activityQueue = new ActivityQueue(clock);
  const tokens = new TaskTokens(store.key);
  const ends = new ExecutionEnds();
  const effects = createEffectPort({
    dispatch: lateDispatch(() => dispatch),
    operations: (service, operation) => services.find(({ name }) => name === service)?.operations[operation],
    activities: {
      exists: (arn) => findActivity(activities, arn) !== undefined,
      tryOffer: (task) => activityQueue.tryOffer(task),
      offer: (task, signal) => activityQueue.offer(task, signal),
    },
    ends,
    authorizer,
    random,
    clock,
    findConnection: (arn) => connections.find(arn),
    allowPlainHttp: options.allowPlainHttp ?? false,
  });
  let deletion: MachineDeletion;
  const indexFeed = new IndexFeed({ index: store.index, store: store.executions, clock, onDefect });
  const metrics = new Metrics({
    standardExecutions: () => engine.residentCount,
    expressExecutions: () => express.runningCount,
    environments: () => lambda.load().environments,
    waitingInvocations: () => lambda.load().waiting,
    waitingActivityTasks: () => activityQueue.waitingTasks,
  });
  const measuredEffects = measuredPort(effects, metrics);
  const traces = exporter && new Traces({ store: store.executions, exporter, onDefect });
  const observer = observedByAll(metrics, traces ? [traces] : []);
  const resourceQuotas = options.resourceQuotas ?? (options.quotas === 'aws' ? AWS_RESOURCE_QUOTAS : {});
  const { openExecutionsMax } = resourceQuotas;
  const openExecutions =
    openExecutionsMax === undefined
      ? undefined
      : await OpenExecutions.open(openExecutionsMax, machines, store.executions);
  let engine: Engine;
  let express: ExpressExecutions;
  const objectAccess = {
    dispatch: lateDispatch(() => dispatch),
    authorizer,
    random,
    hasStorage: buckets !== undefined,
  };
  const mapRuns = new MapRuns({
    engine: () => engine,
    express: () => express,
    executions: store.executions,
    resources: store.resources,
    sources: createItemSources(objectAccess),
    sink: createResultSink(objectAccess),
    clock,
    random,
    childrenDenial: (roleArn, machineArn) => childrenDenial({ authorizer, random }, roleArn, machineArn),
    onDefect,
  });
  engine = await Engine.open({
    store: store.executions,
    machines,
    index: indexFeed,
    effects: measuredEffects,
    mapRuns,
    observer: observedByAll(observer, openExecutions ? [openExecutions] : []),
    log: logs.executionLog,
    clock,
    random,
    onUnknownOutcome: options.onUnknownOutcome ?? 'fail',
    taskToken: ({ arn, startMs }, effectId) => tokens.issue({ executionArn: arn, startMs, effectId }),
    onEnded(machineId, executionArn) {
      ends.ended(executionArn);
      deletion.executionEnded(machineId);
    },
    onParked: (_, error) => onDefect(error),
    onDefect,
  });
  express = await ExpressExecutions.open({
    resources: store.resources,
    machines,
    effects: measuredEffects,
    observer,
    log: logs.executionLog,
    clock,
    random,
    onDefect,
  });
  deletion = new MachineDeletion({ machines, executions: store.executions, engine, clock });
  const states = createStatesService({
    machines,
    deletion,
    executions: store.executions,
    engine,
    express,
    mapRuns,
    openExecutions,
    quotas: resourceQuotas,
    activities,
    activityQueue,
    tokens,
    effects,
    log: logs.executionLog,
    authorizer,
    clock,
    random,
  });
  const stepwell = createStepwellService({
    services,
    denials,
    index: store.index,
    indexFeed,
    executions: store.executions,
    engine,
    clock,
    fork: (input, call) =>
      forkExecution({ machines, executions: store.executions, engine, openExecutions, clock, random }, input, call),
    testCases: testCases({ machines, resources: store.resources, clock, random }),
  });
  services.push(states, lambda.service, iam.service, sts, logs.service, stepwell);
  services.push(createEventsService({ connections, clock, random }));
  if (buckets !== undefined) services.push(createS3Service(buckets));
  const unlimited = createDispatch({ services, authorizer, onDefect });
  dispatch = options.quotas === 'aws' ? throttled(unlimited, { states: STATES_BUCKETS }, clock) : unlimited;

  const closeAll = async () => {
    await lambda.close();
    await logs.close();
    await store.close();
    if (dataDir === undefined) await rm(codeRoot, { recursive: true, force: true });
  };
  let ready = false;
  const door = createDoor({
    ...options,
    dispatch,
    services,
    credentials: combineCredentials(credentials, iam),
    passwordUsers: {
      signIn: iam.signIn,
      signedInUser: iam.signedInUser,
      async changePassword(principal, change) {
        const call = { principal, account: principal.account, region, requestId: random.uuid() };
        await dispatch.run('iam', 'ChangePassword', change, call);
      },
    },
    auth,
    account,
    region,
    issueCredentials: (principal) => credentials.issue(principal, CONSOLE_CREDENTIALS_SECONDS),
    openPaths: [codeLinks(lambda.codeLinks)],
    functionUrls: lambda.functionUrls,
    outerPaths: [metricsPath({ metrics, auth, token: options.metricsToken })],
    ready: () => ready,
    onDefect,
    clock,
    random,
  });
  const { url, functionsUrl, port: listeningPort } = await listen(door, { port, host, onFailure: closeAll });
  endpoint = functionsUrl;
  deletion.resume();
  await mapRuns.recover();
  await engine.recover();
  await express.recover();
  await lambda.recover();
  await deletion.finishPending();
  const needsKey = auth === 'strict' && !iam.hasAccessKey(account);
  const firstKey = needsKey ? await createFirstAdministrator(dispatch, account) : undefined;
  ready = true;
  void indexFeed.catchUp();

  return {
    url,
    firstKey,
    host,
    port: listeningPort,
    renewCertificate: () => door.renewCertificate(),
    isolation: isolation.description,
    async close({ drainTimeoutMs = DRAIN_TIMEOUT_MS } = {}) {
      ready = false;
      activityQueue.close();
      logs.endLiveTails();
      mapRuns.close();
      let timer: { cancel(): void } | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = clock.schedule(drainTimeoutMs, resolve);
      });
      await Promise.all([
        door.close(deadline),
        engine.close(deadline),
        express.close(deadline),
        lambda.drain(deadline),
      ]);
      await traces?.close(deadline);
      timer?.cancel();
      deletion.close();
      await indexFeed.close();
      await closeAll();
    },
  };
}

async function openStore({ dataDir, keyFile }: StartOptions): Promise<Store> {
  if (dataDir === undefined) return openMemoryStore();
  try {
    return await openSqliteStore({ directory: dataDir, keyFile });
  } catch (error) {
    throw error instanceof DataDirectoryError || error instanceof KeyFileError
      ? new StartupError(error.message)
      : error;
  }
}

async function openExporter(url: string): Promise<SpanExporter> {
  try {
    return await openSpanExporter(url);
  } catch (error) {
    throw error instanceof TracesUnavailableError ? new StartupError(error.message) : error;
  }
}

/** `others` are told of steps, too. */
function observedByAll(first: EngineObserver, others: readonly Pick<EngineObserver, 'stepped'>[]): EngineObserver {
  if (others.length === 0) return first;
  return {
    stepped(state, events) {
      first.stepped(state, events);
      for (const other of others) other.stepped(state, events);
    },
    committed: (writes, durationMs) => first.committed(writes, durationMs),
  };
}

async function openObjects(storage: ObjectStorage): Promise<Buckets> {
  try {
    return await openBuckets(storage);
  } catch (error) {
    throw error instanceof ObjectStorageError ? new StartupError(error.message) : error;
  }
}

async function openIsolation(wanted: IsolationMode | 'auto', codeRoot: string): Promise<Isolation> {
  try {
    await mkdir(codeRoot, { recursive: true });
    return await chooseIsolation(wanted, codeRoot);
  } catch (error) {
    throw error instanceof IsolationError ? new StartupError(error.message) : error;
  }
}

interface Listening {
  readonly port: number;
  readonly host: string;
  readonly onFailure: () => Promise<void>;
}

async function listen(door: Door, { port, host, onFailure }: Listening): Promise<Addresses> {
  try {
    return await door.listen(port, host);
  } catch (error) {
    await onFailure();
    if (error instanceof CertificateError) throw new StartupError(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartupError(`port ${port} on ${host} is taken; give another with --port`);
    throw new StartupError(`cannot listen on ${host}:${port}: ${message}`);
  }
}

/** Integrations call services, and services are made after them: the one knot of the composition. */
function lateDispatch(dispatch: () => Dispatch): Dispatch {
  return {
    run: (...args) => dispatch().run(...args),
    tryReserve: (...args) => dispatch().tryReserve(...args),
    reserve: (...args) => dispatch().reserve(...args),
  };
}
