/**
 * Function code on disk: a zip package unpacked once into a directory named after its digest, and shared by all environments
 * that run it. The directory appears complete or not at all, and nothing in a package can reach outside it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** Lambda quotas: "Deployment package size, unzipped". */
export const UNZIPPED_BYTES_MAX = 262_144_000;
/** More files than anybody has; a package of empty files could fill a disk's file table otherwise. */
const ENTRIES_MAX = 200_000;
/** Smaller files are written in one go, which is faster. */
const BUFFERED_BYTES_MAX = 1024 * 1024;

/** Ends the search for a package's type here: a data directory may lie inside somebody's ES module project. */
const SCOPE_FILE = 'package.json';

export class CodePackageError extends Error {
  readonly reason: 'malformed' | 'too-large';
  constructor(reason: 'malformed' | 'too-large', message: string) {
    super(message);
    this.reason = reason;
  }
}

export class CodePackages {
  readonly #root: string;
  readonly #making = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.#root = resolve(root);
  }

  /**
   * The directory of the package; unpacked if it is not there yet.
   * @param digest hexadecimal; names the directory
   * @throws CodePackageError
   */
  directory(digest: string, read: () => Promise<Uint8Array>): Promise<string> {
    return this.#once(digest, async (temporary) => unpack(await read(), await realpath(temporary)));
  }

  /**
   * A directory with the content of several packages, where the later one wins; that of the package itself when it is one.
   * @throws CodePackageError
   */
  async mergedDirectory(digests: readonly string[], read: (digest: string) => Promise<Uint8Array>): Promise<string> {
    const [first] = digests;
    const parts = await Promise.all(digests.map((digest) => this.directory(digest, () => read(digest))));
    if (first !== undefined && digests.length === 1) return parts[0] as string;
    const name = `merged-${createHash('sha256').update(digests.join()).digest('hex')}`;
    return this.#once(name, async (temporary) => {
      for (const part of parts) {
        await cp(part, temporary, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
      }
    });
  }

  /** Makes the root ready; removes directories nobody needs any more, and what a crash has left half done. */
  async sweep(needed: ReadonlySet<string>): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await writeFile(join(this.#root, SCOPE_FILE), '{"type":"commonjs"}\n');
    for (const name of await readdir(this.#root)) {
      if (name !== SCOPE_FILE && !needed.has(name)) await rm(join(this.#root, name), { recursive: true, force: true });
    }
  }

  /** The directory `name`, filled first if it is not there yet. */
  #once(name: string, fill: (temporary: string) => Promise<void>): Promise<string> {
    let promise = this.#making.get(name);
    if (promise === undefined) {
      promise = this.#make(name, fill);
      this.#making.set(name, promise);
      const forget = () => this.#making.delete(name);
      promise.then(forget, forget);
    }
    return promise;
  }

  async #make(name: string, fill: (temporary: string) => Promise<void>): Promise<string> {
    const directory = join(this.#root, name);
    if (await exists(directory)) return directory;
    const temporary = join(this.#root, `.${name}.${randomUUID()}`);
    try {
      await mkdir(temporary, { recursive: true });
      await fill(temporary);
      await rename(temporary, directory).catch(async (error: Error) => {
        if (!(await exists(directory))) throw error;
      });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return directory;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

interface Link {
  readonly path: string;
  readonly target: string;
}

/** How much a package takes unpacked, by what it says of its entries. @throws CodePackageError when it is no package */
export async function unzippedBytes(zip: Uint8Array): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of (await open(zip)).eachEntry()) bytes += entry.uncompressedSize;
  } catch (error) {
    throw new CodePackageError('malformed', (error as Error).message);
  }
  return bytes;
}

function open(bytes: Uint8Array): Promise<yauzl.ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return yauzl.fromBufferPromise(buffer, { lazyEntries: true });
}

async function unpack(bytes: Uint8Array, root: string): Promise<void> {
  try {
    const zip = await open(bytes);
    if (zip.entryCount > ENTRIES_MAX) throw new CodePackageError('too-large', `${zip.entryCount} files`);
    await unpackEntries(zip, root);
  } catch (error) {
    if (error instanceof CodePackageError || isSystemFailure(error as NodeJS.ErrnoException)) throw error;
    throw new CodePackageError('malformed', (error as Error).message);
  }
}

/** A full disk is not the package's fault; a file that is also used as a folder, or an endless name, is. */
function isSystemFailure({ syscall, code }: NodeJS.ErrnoException): boolean {
  return syscall !== undefined && !['ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'EINVAL'].includes(code ?? '');
}

async function unpackEntries(zip: yauzl.ZipFile, root: string): Promise<void> {
  const links: Link[] = [];
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    // The reader has refused absolute names and `..` already, and refuses an entry that is larger than it says.
    const path = join(root, entry.fileName);
    if (!path.startsWith(root + sep)) throw new CodePackageError('malformed', `'${entry.fileName}' is outside`);
    bytes += entry.uncompressedSize;
    if (bytes > UNZIPPED_BYTES_MAX) throw new CodePackageError('too-large', `${bytes} bytes`);
    if (entry.fileName.endsWith('/')) {
      await mkdir(path, { recursive: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    if (isLink(entry)) links.push({ path, target: await text(await contentOf(zip, entry)) });
    else await writeEntry(path, zip, entry);
  }
  for (const link of links) await makeLink(link, root);
}

async function writeEntry(path: string, zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<void> {
  const mode = modeOf(entry);
  if (entry.uncompressedSize < BUFFERED_BYTES_MAX) {
    await writeFile(path, await buffer(await contentOf(zip, entry)), { mode });
  } else await pipeline(await contentOf(zip, entry), createWriteStream(path, { mode }));
}

/** To be consumed at once: an error that comes before is lost. */
async function contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  const content = await zip.openReadStreamPromise(entry);
  // The reader complains a second time, when nobody listens any more.
  content.on('error', () => {});
  return content;
}

/** Links come last, so that no file is written through one, and only ones that stay inside are made. */
async function makeLink({ path, target }: Link, root: string): Promise<void> {
  const folder = dirname(path);
  const isInside = `${resolve(folder, target)}${sep}`.startsWith(root + sep);
  if (target.startsWith('/') || !isInside || (await realpath(folder)) !== folder) {
    throw new CodePackageError('malformed', `the link to '${target}' leads outside`);
  }
  await symlink(target, path);
}

const FILE_TYPE = 0o170_000;
const LINK_TYPE = 0o120_000;

function unixMode(entry: yauzl.Entry): number {
  return entry.externalFileAttributes >>> 16;
}

function isLink(entry: yauzl.Entry): boolean {
  return (unixMode(entry) & FILE_TYPE) === LINK_TYPE;
}

/** Executable files stay executable; everything can be read. */
function modeOf(entry: yauzl.Entry): number {
  return (unixMode(entry) & 0o111) === 0 ? 0o644 : 0o755;
}
