/**
 * Task tokens: they say which task of which execution, under the key of the installation. So they survive restarts, cannot
 * be guessed, and nothing needs to be stored of them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { InstallationKey } from '../../store/installation-key.ts';

export interface TokenSubject {
  readonly executionArn: string;
  /** Tells an execution from an earlier one of the same ARN. */
  readonly startMs: number;
  readonly effectId: string;
}

const MAC_BYTES = 32;

export class TaskTokens {
  readonly #key: Buffer;

  constructor(installationKey: InstallationKey) {
    this.#key = installationKey.derive('task tokens');
  }

  /** Always the same for the same task. */
  issue({ executionArn, startMs, effectId }: TokenSubject): string {
    const subject = Buffer.from(JSON.stringify([executionArn, startMs, effectId]));
    return Buffer.concat([this.#macOf(subject), subject]).toString('base64url');
  }

  /** Undefined for what we never issued. */
  read(token: string): TokenSubject | undefined {
    const bytes = Buffer.from(token, 'base64url');
    const mac = bytes.subarray(0, MAC_BYTES);
    const subject = bytes.subarray(MAC_BYTES);
    if (mac.length < MAC_BYTES || !timingSafeEqual(mac, this.#macOf(subject))) return undefined;
    const [executionArn, startMs, effectId] = JSON.parse(subject.toString()) as [string, number, string];
    return { executionArn, startMs, effectId };
  }

  #macOf(subject: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(subject).digest();
  }
}
