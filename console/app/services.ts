/** The services of the console, as the menu and its search know them. */
import { paths } from './paths.ts';

export interface ConsoleService {
  readonly name: string;
  readonly description: string;
  readonly href: string;
  /** Other words people type for it. */
  readonly keywords: readonly string[];
  readonly pages: readonly { readonly text: string; readonly href: string }[];
}

export const SERVICES: readonly ConsoleService[] = [
  {
    name: 'Step Functions',
    description: 'Coordinate the steps of a workflow',
    href: paths.machines,
    keywords: ['sfn', 'states', 'workflow', 'state machine'],
    pages: [
      { text: 'Overview', href: paths.overview },
      { text: 'State machines', href: paths.machines },
      { text: 'Executions', href: paths.executions },
      { text: 'Activities', href: paths.activities },
      { text: 'Import', href: paths.importHistory },
    ],
  },
  {
    name: 'Lambda',
    description: 'Run code without managing servers',
    href: paths.functions,
    keywords: ['function', 'serverless'],
    pages: [{ text: 'Functions', href: paths.functions }],
  },
  {
    name: 'IAM',
    description: 'Manage who may do what',
    href: paths.iam,
    keywords: ['identity and access management', 'role', 'policy', 'user', 'permission'],
    pages: [
      { text: 'Dashboard', href: paths.iam },
      { text: 'Groups', href: paths.groups },
      { text: 'Users', href: paths.users },
      { text: 'Roles', href: paths.roles },
      { text: 'Policies', href: paths.policies },
      { text: 'Identity providers', href: paths.iamPart('identity-providers') },
      { text: 'Account settings', href: paths.iamPart('account-settings') },
      { text: 'Credential report', href: paths.iamPart('credential-report') },
      { text: 'Encryption keys', href: paths.iamPart('encryption-keys') },
    ],
  },
  {
    name: 'CloudWatch',
    description: 'Read what functions and workflows wrote',
    href: paths.logGroups,
    keywords: ['logs', 'log groups', 'monitoring'],
    pages: [{ text: 'Log groups', href: paths.logGroups }],
  },
];

/** Those whose name or keywords hold what was typed; names that begin with it come first. */
export function findServices(typed: string): readonly ConsoleService[] {
  const words = typed.trim().toLowerCase();
  const begins = ({ name }: ConsoleService) => name.toLowerCase().startsWith(words);
  return SERVICES.filter(({ name, keywords }) => [name, ...keywords].some((text) => text.toLowerCase().includes(words)))
    .map((service) => ({ service, rank: begins(service) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ service }) => service);
}
