/** How the console is built: for `/console/`, with what the server needs to serve it safely. */

import { relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rollup } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** The measure of a first visit: everything a page needs before it shows, compressed. */
const FIRST_LOAD_BYTES_MAX = 750_000;

export default defineConfig({
  base: '/console/',
  plugins: [react(), inputsNoted(), firstLoadBounded()],
  html: { cspNonce: '__STEPWELL_NONCE__' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});

/** Writes the list of the project's files that went in, by which scripts/build-console.mjs knows whether to build again. */
function inputsNoted(): Plugin {
  return {
    name: 'inputs-noted',
    generateBundle() {
      const ids = [...this.getModuleIds()].map((id) => id.replace(/[?#].*$/, ''));
      const own = ids.filter((id) => id.startsWith(`${root}/`) && !id.includes('/node_modules/'));
      const configuration = ['console/vite.config.ts', 'console/index.html', 'package-lock.json'];
      const inputs = new Set([...own.map((id) => relative(root, id)), ...configuration]);
      this.emitFile({ type: 'asset', fileName: 'inputs.json', source: JSON.stringify([...inputs].sort()) });
    },
  };
}

/** Fails the build when any page, opened first, would load more than the budget. */
function firstLoadBounded(): Plugin {
  return {
    name: 'first-load-bounded',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (entry === undefined) return;
      const compressed = new Map(
        Object.entries(bundle).map(([name, file]) => [name, lazily(() => compressedBytes(file))]),
      );
      for (const page of chunks.filter(({ fileName }) => entry.dynamicImports.includes(fileName))) {
        const files = new Set([...filesOf(entry, bundle), ...filesOf(page, bundle)]);
        const bytes = [...files].reduce((sum, file) => sum + (compressed.get(file)?.() ?? 0), 0);
        if (bytes <= FIRST_LOAD_BYTES_MAX) continue;
        this.error(`${page.name}, opened first, loads ${bytes} bytes; at most ${FIRST_LOAD_BYTES_MAX} are allowed`);
      }
    },
  };
}

/** A chunk, what it imports statically, and their style sheets. */
function filesOf(chunk: Rollup.OutputChunk, bundle: Rollup.OutputBundle, seen = new Set<string>()): Set<string> {
  if (seen.has(chunk.fileName)) return seen;
  seen.add(chunk.fileName);
  for (const css of chunk.viteMetadata?.importedCss ?? []) seen.add(css);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === 'chunk') filesOf(imported, bundle, seen);
  }
  return seen;
}

function compressedBytes(file: Rollup.OutputAsset | Rollup.OutputChunk): number {
  return gzipSync(file.type === 'chunk' ? file.code : file.source).length;
}

/** Compressing takes longer than all the rest, and most pages share most files. */
function lazily(make: () => number): () => number {
  let made: number | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
