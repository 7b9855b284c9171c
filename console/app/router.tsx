/** The console's routes; each page is loaded when it is first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readFilters } from '../search/search-filters.ts';
import { InternalLinks } from './internal-links.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

export interface ExecutionSearch {
  /** The selected state. */
  readonly state?: string;
  /** The expanded event. */
  readonly event?: number;
  /** How many events are on show, in time travel. */
  readonly at?: number;
  readonly view?: ExecutionView;
  /** The iterations one looks at, by name of the Map. */
  readonly iterations?: Readonly<Record<string, number>>;
}

export const EXECUTION_VIEWS = ['graph', 'table', 'timeline'] as const;
export type ExecutionView = (typeof EXECUTION_VIEWS)[number];

/** ARNs of executions. */
export interface CompareSearch {
  readonly first?: string;
  readonly second?: string;
}

export interface LogsSearch {
  /** Epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
}

export interface FunctionSearch {
  readonly tab?: string;
}

export function createConsoleRouter(onRegionChange: (region: string) => void) {
  const root = createRootRoute({
    component: () => (
      <InternalLinks>
        <Shell onRegionChange={onRegionChange} />
      </InternalLinks>
    ),
    notFoundComponent: NotFound,
  });
  const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
    createRoute({ getParentRoute: () => root, path, component });

  const execution = createRoute({
    getParentRoute: () => root,
    path: '/states/executions/$arn',
    validateSearch: readExecutionSearch,
    component: lazyRouteComponent(() => import('../pages/states/execution.tsx')),
  });
  const executions = createRoute({
    getParentRoute: () => root,
    path: '/states/executions',
    validateSearch: readFilters,
    component: lazyRouteComponent(() => import('../pages/states/executions.tsx')),
  });
  const compare = createRoute({
    getParentRoute: () => root,
    path: '/states/compare',
    validateSearch: ({ first, second }): CompareSearch => ({
      ...(typeof first === 'string' ? { first } : {}),
      ...(typeof second === 'string' ? { second } : {}),
    }),
    component: lazyRouteComponent(() => import('../pages/states/compare.tsx')),
  });
  const logGroup = createRoute({
    getParentRoute: () => root,
    path: '/logs/$group',
    validateSearch: (search): LogsSearch => ({
      ...(typeof search['from'] === 'number' ? { from: search['from'] } : {}),
      ...(typeof search['to'] === 'number' ? { to: search['to'] } : {}),
    }),
    component: lazyRouteComponent(() => import('../pages/logs/log-group.tsx')),
  });
  const lambdaFunction = createRoute({
    getParentRoute: () => root,
    path: '/lambda/$name',
    validateSearch: (search): FunctionSearch => (typeof search['tab'] === 'string' ? { tab: search['tab'] } : {}),
    component: lazyRouteComponent(() => import('../pages/lambda/function.tsx')),
  });

  const routes = [
    page(
      '/',
      lazyRouteComponent(() => import('../pages/home.tsx')),
    ),
    page(
      '/states',
      lazyRouteComponent(() => import('../pages/states/machines.tsx')),
    ),
    page(
      '/states/create',
      lazyRouteComponent(() => import('../pages/states/create-machine.tsx')),
    ),
    page(
      '/states/activities',
      lazyRouteComponent(() => import('../pages/states/activities.tsx')),
    ),
    page(
      '/states/import',
      lazyRouteComponent(() => import('../pages/states/import.tsx')),
    ),
    page(
      '/states/$arn',
      lazyRouteComponent(() => import('../pages/states/machine.tsx')),
    ),
    page(
      '/states/$arn/edit',
      lazyRouteComponent(() => import('../pages/states/edit-machine.tsx')),
    ),
    execution,
    executions,
    compare,
    page(
      '/states/map-runs/$arn',
      lazyRouteComponent(() => import('../pages/states/map-run.tsx')),
    ),
    page(
      '/states/overview',
      lazyRouteComponent(() => import('../pages/states/overview.tsx')),
    ),
    page(
      '/lambda',
      lazyRouteComponent(() => import('../pages/lambda/functions.tsx')),
    ),
    page(
      '/lambda/create',
      lazyRouteComponent(() => import('../pages/lambda/create-function.tsx')),
    ),
    lambdaFunction,
    page(
      '/iam',
      lazyRouteComponent(() => import('../pages/iam/dashboard.tsx')),
    ),
    page(
      '/iam/roles',
      lazyRouteComponent(() => import('../pages/iam/roles.tsx')),
    ),
    page(
      '/iam/roles/create',
      lazyRouteComponent(() => import('../pages/iam/create-role.tsx')),
    ),
    page(
      '/iam/roles/$name',
      lazyRouteComponent(() => import('../pages/iam/role.tsx')),
    ),
    page(
      '/iam/policies',
      lazyRouteComponent(() => import('../pages/iam/policies.tsx')),
    ),
    page(
      '/iam/policies/$arn',
      lazyRouteComponent(() => import('../pages/iam/policy.tsx')),
    ),
    page(
      '/iam/users',
      lazyRouteComponent(() => import('../pages/iam/users.tsx')),
    ),
    page(
      '/iam/users/$name',
      lazyRouteComponent(() => import('../pages/iam/user.tsx')),
    ),
    page(
      '/iam/groups',
      lazyRouteComponent(() => import('../pages/iam/groups.tsx')),
    ),
    page(
      '/iam/groups/$name',
      lazyRouteComponent(() => import('../pages/iam/group.tsx')),
    ),
    page(
      '/iam/$part',
      lazyRouteComponent(() => import('../pages/iam/absent-part.tsx')),
    ),
    page(
      '/logs',
      lazyRouteComponent(() => import('../pages/logs/log-groups.tsx')),
    ),
    logGroup,
  ];
  return createRouter({
    routeTree: root.addChildren(routes),
    basepath: '/console',
    pathParamsAllowedCharacters: [':'],
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

function readExecutionSearch(search: Readonly<Record<string, unknown>>): ExecutionSearch {
  const { state, event, at, iterations } = search;
  const view = EXECUTION_VIEWS.find((one) => one === search['view']);
  const isRecord = typeof iterations === 'object' && iterations !== null;
  return {
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof event === 'number' ? { event } : {}),
    ...(typeof at === 'number' ? { at } : {}),
    ...(view === undefined ? {} : { view }),
    ...(isRecord ? { iterations: iterations as Readonly<Record<string, number>> } : {}),
  };
}
