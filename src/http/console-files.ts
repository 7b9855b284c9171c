/**
 * Serves the built console below `/console/`: its files, and its page for every other path, since the console routes in
 * the browser. Both come with headers that leave no room for foreign code.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Random } from '../base/random.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import type { OpenPath } from './gateway.ts';

export const CONSOLE_PATH = '/console/';

/** Where the page carries the nonce that its style elements need; the build writes it. */
const NONCE_PLACEHOLDER = '__STEPWELL_NONCE__';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** For everything below the console's path. */
const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

interface Asset {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly gzipped: () => Uint8Array;
}

interface BuiltConsole {
  readonly page: string;
  readonly assets: ReadonlyMap<string, Asset>;
}

/** The folder of the built console, whether this runs from src/ or from dist/; undefined when it was not built. */
export function consoleFolder(): string | undefined {
  return ['../console/', '../../dist/console/']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(join(folder, 'index.html')));
}

/** Browsers that come to `/` are sent to the console; everything below `/console/` is answered here. */
export function consoleFiles(folder: string, random: Random): OpenPath {
  let built: BuiltConsole | undefined;

  function answer(request: HttpRequest): HttpResponse {
    if (!request.path.startsWith(CONSOLE_PATH)) return redirectToConsole();
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'The console is read with GET.');
    built ??= readConsole(folder);
    if (!request.path.startsWith(`${CONSOLE_PATH}assets/`)) return showPage(built.page, random);
    const asset = built.assets.get(request.path.slice(`${CONSOLE_PATH}assets/`.length));
    return asset === undefined ? refuse(404, 'The console has no such file.') : showAsset(asset, request);
  }

  return (request) => (isForConsole(request) ? Promise.resolve(answer(request)) : undefined);
}

function isForConsole({ method, path, headers }: HttpRequest): boolean {
  if (path.startsWith(CONSOLE_PATH)) return true;
  return (path === '/' || path === '/console') && method === 'GET' && Boolean(headers['accept']?.includes('text/html'));
}

function redirectToConsole(): HttpResponse {
  return { status: 302, headers: { Location: CONSOLE_PATH }, body: '' };
}

function showPage(page: string, random: Random): HttpResponse {
  const nonce = Buffer.from(random.seed(), 'hex').toString('base64');
  return {
    status: 200,
    headers: {
      ...SAFE_HEADERS,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(nonce),
    },
    body: page.replaceAll(NONCE_PLACEHOLDER, nonce),
  };
}

/**
 * Scripts only from our own files, and no way to make code from text: the one Trusted Types policy lets the SDK parse XML
 * and nothing else (console/app/trusted-types.ts). The nonce is for the style elements of the code editor.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** Read when somebody comes to see it, and then kept: a server that nobody looks at starts without it. */
function readConsole(folder: string): BuiltConsole {
  return { page: readFileSync(join(folder, 'index.html'), 'utf8'), assets: readAssets(join(folder, 'assets')) };
}

/** File names carry a hash of their content, so they may be kept for ever. */
function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = readdirSync(folder).filter((name) => extname(name) in CONTENT_TYPES);
  return new Map(names.map((name) => [name, readAsset(join(folder, name))]));
}

function readAsset(path: string): Asset {
  const body = readFileSync(path);
  let gzipped: Uint8Array | undefined;
  return {
    body,
    headers: {
      ...SAFE_HEADERS,
      'Content-Type': CONTENT_TYPES[extname(path)]!,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
    },
    gzipped() {
      gzipped ??= gzipSync(body);
      return gzipped;
    },
  };
}

function showAsset({ headers, body, gzipped }: Asset, request: HttpRequest): HttpResponse {
  if (!request.headers['accept-encoding']?.includes('gzip')) return { status: 200, headers: { ...headers }, body };
  return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: gzipped() };
}

function refuse(status: number, message: string): HttpResponse {
  return { status, headers: { ...SAFE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}
