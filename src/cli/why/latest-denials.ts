/** Asks a server for the denials that it remembers. */

import type { DenialItem } from '../../base/stepwell-api.ts';
import { type AwsClient, AwsError } from '../aws/client.ts';
import { CommandError } from '../command-error.ts';

export interface DenialSelection {
  readonly last: number;
  readonly principal?: string;
  readonly execution?: string;
}

/** The latest first. @throws CommandError when the server is not Stepwell */
export async function latestDenials(client: AwsClient, selection: DenialSelection): Promise<readonly DenialItem[]> {
  const { last, principal, execution } = selection;
  try {
    const { denials } = await client.call('stepwell', 'ListDenials', {
      maxResults: last,
      ...(principal !== undefined && { principalArn: principal }),
      ...(execution !== undefined && { sourceArn: execution }),
    });
    return denials;
  } catch (error) {
    if (!(error instanceof AwsError) || !error.code.startsWith('UnknownOperation')) throw error;
    throw new CommandError('only a Stepwell server remembers what it denied; name one with --endpoint');
  }
}
