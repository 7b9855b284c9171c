/** A real server with nothing kept, and a browser on its console that fails the test on what no visitor should ever meet. */
import { type Browser, type BrowserContextOptions, chromium, type Page, type Response } from 'playwright-core';
import { type RunningStepwell, type StartOptions, startStepwell } from '../../src/app.ts';
import { CHROMIUM_PATH } from '../optional-parts.ts';

export interface ConsoleUnderTest {
  readonly url: string;
  readonly firstKey: RunningStepwell['firstKey'];
  /** A page in a context of its own, with the console's address as its base. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** What went wrong on any page since it was asked last: after each test there has to be nothing. */
  takeComplaints(): readonly string[];
  close(): Promise<void>;
}

/** A name of somebody else's that leads to this machine, as after DNS rebinding. */
export const REBOUND_HOST = 'rebound.example.com';

/** The flags keep Chromium from looking for the outside on its own account. */
const CHROMIUM_FLAGS = [
  `--host-resolver-rules=MAP ${REBOUND_HOST} 127.0.0.1`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openConsole(options: StartOptions = {}): Promise<ConsoleUnderTest> {
  const server: RunningStepwell = await startStepwell({ port: 0, ...options });
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
  const complaints: string[] = [];

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !/^(data|blob|about):/.test(url))
        complaints.push(`asked another origin: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) void refusalOf(response).then((refusal) => complaints.push(refusal));
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      // The responses themselves tell more.
      if (message.text().startsWith('Failed to load resource')) return;
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(`console ${message.type()}: ${message.text()} (${page.url()})`);
    });
    return page;
  }

  return {
    url: server.url,
    firstKey: server.firstKey,
    open,
    takeComplaints: () => complaints.splice(0),
    async close() {
      await browser.close();
      await server.close({ drainTimeoutMs: 0 });
    },
  };
}

async function refusalOf(response: Response): Promise<string> {
  const request = response.request();
  const operation = request.headers()['x-amz-target'] ?? request.postData()?.slice(0, 100) ?? '';
  const answer = await response.text().catch(() => '');
  return `refused: ${request.method()} ${response.url()} ${operation} ${response.status()} ${answer.slice(0, 300)}`;
}
