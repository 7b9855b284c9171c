/**
 * The zip packages of functions and layers, stored once each under their digest and counted by who has them: the last one to
 * let go of a package takes it along.
 */
import { createHash } from 'node:crypto';
import { CodePackageError, CodePackages, UNZIPPED_BYTES_MAX, unzippedBytes } from '../../runtimes/code-package.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { badZip, unzippedTooLarge } from './errors.ts';

export interface PackageStoreDeps {
  readonly objects: ObjectStore;
  /** Where packages are unpacked. */
  readonly codeRoot: string;
}

export interface PackageInfo {
  /** SHA-256 of the zip package, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
}

export class PackageStore {
  readonly #objects: ObjectStore;
  readonly #packages: CodePackages;
  readonly #uses = new Map<string, number>();

  constructor({ objects, codeRoot }: PackageStoreDeps) {
    this.#objects = objects;
    this.#packages = new CodePackages(codeRoot);
  }

  /** Unpacks a package, which is the check that it is one. @throws ServiceError when it is not, or unfolds to too much */
  async check(zip: Uint8Array): Promise<PackageInfo> {
    const digest = createHash('sha256').update(zip).digest('hex');
    try {
      await this.#packages.directory(digest, async () => zip);
    } catch (error) {
      if (!(error instanceof CodePackageError)) throw error;
      if (error.reason === 'malformed') throw badZip();
      throw unzippedTooLarge(UNZIPPED_BYTES_MAX);
    }
    return { digest, bytes: zip.byteLength };
  }

  /** Counts users of packages; before these are stored or relied on, so that nobody removes them meanwhile. */
  use(digests: Iterable<string>): void {
    for (const digest of digests) this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
  }

  /** The directories of packages that go stay until the next start: they may be in use. */
  async letGo(digests: Iterable<string>): Promise<void> {
    for (const digest of digests) {
      const uses = (this.#uses.get(digest) ?? 1) - 1;
      if (uses > 0) this.#uses.set(digest, uses);
      else {
        this.#uses.delete(digest);
        await this.#objects.delete(digest);
      }
    }
  }

  /** Durable when it resolves. */
  put(digest: string, zip: Uint8Array): Promise<void> {
    return this.#objects.put(digest, zip);
  }

  read(digest: string): Promise<Uint8Array | undefined> {
    return this.#objects.get(digest);
  }

  /** Where the unpacked package lies. @throws when the package is missing */
  directory(digest: string): Promise<string> {
    return this.#packages.directory(digest, () => this.#existing(digest));
  }

  /** Where the content of several packages lies, later ones over earlier ones. @throws when one is missing */
  mergedDirectory(digests: readonly string[]): Promise<string> {
    return this.#packages.mergedDirectory(digests, (digest) => this.#existing(digest));
  }

  /** @param parts packages, or digests of stored ones @throws ServiceError when together they are larger than a function may be */
  async checkTotal(parts: readonly (Uint8Array | string)[]): Promise<void> {
    let bytes = 0;
    for (const part of parts)
      bytes += await unzippedBytes(typeof part === 'string' ? await this.#existing(part) : part);
    if (bytes > UNZIPPED_BYTES_MAX) throw unzippedTooLarge(UNZIPPED_BYTES_MAX);
  }

  /** Once at the start, when all users are counted: removes directories nobody needs any more. */
  sweep(): Promise<void> {
    return this.#packages.sweep(new Set(this.#uses.keys()));
  }

  async #existing(digest: string): Promise<Uint8Array> {
    const zip = await this.#objects.get(digest);
    if (zip === undefined) throw new Error(`the package '${digest}' is missing`);
    return zip;
  }
}
