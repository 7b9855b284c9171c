/** Randomness as a port: the system's in production, a seeded one in tests, and a stream drawn from one step's seed. */

export interface Random {
  /** 32 hexadecimal digits: 128 bits. */
  seed(): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** The system's cryptographic source, through the interface that Node and browsers share. */
export const systemRandom: Random = {
  seed: () => globalThis.crypto.randomUUID().replaceAll('-', ''),
  uuid: () => globalThis.crypto.randomUUID(),
};

/**
 * A deterministic stream of 32-bit words from a hexadecimal seed (the sfc32 generator over four words of it).
 * Equal seeds give equal streams; it is not for secrets.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string) {
    const padded = seed.padEnd(32, '0');
    const word = (i: number) => Number.parseInt(padded.slice(i * 8, i * 8 + 8), 16) | 0;
    this.#a = word(0);
    this.#b = word(1);
    this.#c = word(2);
    this.#d = word(3);
    for (let i = 0; i < 12; i++) this.nextWord();
  }

  /** An unsigned 32-bit integer. */
  nextWord(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  nextFraction(): number {
    return (this.nextWord() * 2 ** 21 + (this.nextWord() >>> 11)) / 2 ** 53;
  }

  uuid(): string {
    const hex = Array.from({ length: 4 }, () => this.nextWord().toString(16).padStart(8, '0')).join('');
    const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** A reproducible `Random` for tests. */
export function seededRandom(seed: string): Random {
  const stream = new RandomStream(seed);
  return { seed: () => stream.uuid().replaceAll('-', ''), uuid: () => stream.uuid() };
}
