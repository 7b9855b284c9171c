/** Which services a role's trust policy lets in, read for showing and for a first warning; the server decides. */

export const SERVICES_TRUSTED = {
  states: 'states.amazonaws.com',
  lambda: 'lambda.amazonaws.com',
} as const;

interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?:
    | string
    | { readonly Service?: string | readonly string[]; readonly AWS?: string | readonly string[] };
}

export interface Trusted {
  readonly services: readonly string[];
  readonly accounts: readonly string[];
}

/** @param document as IAM sends it: percent-encoded JSON */
export function readTrust(document: string | undefined): Trusted {
  const statements = parseStatements(document).filter(({ Effect }) => Effect === 'Allow');
  const principals = statements.map(({ Principal }) =>
    typeof Principal === 'string' ? { AWS: Principal } : Principal,
  );
  return {
    services: principals.flatMap((principal) => listed(principal?.Service)),
    accounts: principals.flatMap((principal) => listed(principal?.AWS)),
  };
}

/** The column of the role list: `AWS service: states`. */
export function trustText(document: string | undefined): string {
  const { services, accounts } = readTrust(document);
  const short = services.map((service) => service.replace('.amazonaws.com', ''));
  return [
    ...(short.length === 0 ? [] : [`AWS service: ${short.join(', ')}`]),
    ...(accounts.length === 0 ? [] : [`Account: ${accounts.join(', ')}`]),
  ].join('; ');
}

export function trustPolicyOf(services: readonly string[]): string {
  const Principal = { Service: services.length === 1 ? services[0] : services };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
}

function parseStatements(document: string | undefined): readonly TrustStatement[] {
  try {
    const { Statement } = JSON.parse(decodeURIComponent(document ?? '')) as {
      readonly Statement?: TrustStatement | readonly TrustStatement[];
    };
    return Array.isArray(Statement) ? Statement : [Statement as TrustStatement];
  } catch {
    return [];
  }
}

function listed(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
