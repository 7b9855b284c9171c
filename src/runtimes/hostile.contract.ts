/**
 * Hostile functions: whatever one does, the server and the other functions go on. Run for each isolation, with what only a
 * sandbox can stop marked as such.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RealFunctions } from '../../tests/support/real-functions.ts';
import type { FunctionVersion } from './function-version.ts';
import type { Isolation, IsolationMode } from './isolation/isolation.ts';

export function hostileFunctionsContract(mode: IsolationMode, open: () => Isolation): void {
  describe(`hostile functions, isolation ${mode}`, () => {
    /** What only a sandbox stops. */
    const inSandbox = test.runIf(mode === 'bwrap');
    let functions: RealFunctions;
    let neighbour: FunctionVersion;

    beforeAll(() => {
      functions = new RealFunctions({ isolation: open() });
      neighbour = functions.deploy('exports.handler = async () => "well";');
    });
    afterAll(() => functions.close());

    /** While something bad goes on beside it. */
    const neighbourIsWell = async () => expect((await functions.invoke(neighbour)).result).toBe('well');

    const during = async <T>(invoked: Promise<T>): Promise<T> => {
      await neighbourIsWell();
      const result = await invoked;
      await neighbourIsWell();
      return result;
    };

    test.each([
      ['while it is at work', "new Promise((resolve) => child.once('exit', () => setTimeout(resolve, 60_000)))"],
      ['after it has answered', '1'],
    ])('a function that fills the machine with processes %s is ended with all of them', async (_when, answer) => {
      const mark = `${Date.now()}.25`;
      const tooMany = `i=0; while [ $i -lt 2000 ]; do sleep ${mark} & i=$((i + 1)); done`;
      const fn = functions.deploy(
        `exports.handler = async () => {
          const child = require('node:child_process').spawn('sh', ['-c', '${tooMany}'], { stdio: 'ignore' });
          child.unref();
          return ${answer};
        };`,
        { timeoutMs: 60_000, memoryMb: 3008 },
      );
      const invoked = functions.invoke(fn);
      await expect.poll(() => processesWith(mark), { timeout: 30_000 }).toBeGreaterThan(0);
      await during(invoked);
      await expect.poll(() => processesWith(mark), { timeout: 30_000 }).toBe(0);
      await expect.poll(() => functions.logOf(fn).join('')).toMatch(/has started \d+ processes; 1024 are allowed/);
    });

    test('memory that children take counts', async () => {
      const fn = functions.deploy(
        `const { execFileSync } = require('node:child_process');
        exports.handler = async () => {
          execFileSync(process.execPath, ['-e', 'const kept = Buffer.alloc(400e6, 1); setTimeout(() => kept, 60e3)']);
        };`,
        { timeoutMs: 30_000 },
      );
      expect((await during(functions.invoke(fn))).result.errorType).toBe('Runtime.OutOfMemory');
    });

    test('a memory hog is killed', async () => {
      const fn = functions.deploy(
        'const kept = []; exports.handler = async () => { for (;;) { kept.push(Buffer.alloc(10e6, 1)); await new Promise(setImmediate); } };',
        { timeoutMs: 30_000 },
      );
      expect((await during(functions.invoke(fn))).result.errorType).toBe('Runtime.OutOfMemory');
    });

    test('an endless loop ends with its Timeout', async () => {
      const fn = functions.deploy('exports.handler = async () => { for (;;); };', { timeoutMs: 1000 });
      expect((await during(functions.invoke(fn))).result.errorType).toBe('Sandbox.Timedout');
    });

    test('100 MB of logs pass through, and no line is lost', async () => {
      let bytes = 0;
      const counted = new RealFunctions({
        isolation: open(),
        logSink: {
          async write(_fn, _stream, events) {
            for (const { message } of events) if (message.includes('INFO')) bytes += message.length;
            await new Promise(setImmediate);
          },
        },
      });
      const fn = counted.deploy(
        "const line = 'x'.repeat(10_000); exports.handler = async () => { for (let i = 0; i < 10_000; i++) console.log(line); };",
        { timeoutMs: 60_000 },
      );
      await during(counted.invoke(fn));
      await counted.close();
      expect(bytes).toBeGreaterThan(100e6);
    });

    test('a function that closes or garbles its sockets to the server fails alone', async () => {
      for (const act of ['closeSync(fd)', "writeSync(fd, 'nonsense that is no frame'.repeat(100))"]) {
        const fn = functions.deploy(
          `const fs = require('node:fs');
          exports.handler = async () => { for (const fd of [3, 4, 5]) { try { fs.${act}; } catch {} } return 1; };`,
          { timeoutMs: 2000 },
        );
        expect((await during(functions.invoke(fn))).functionError).toBe('Unhandled');
      }
    });

    test('a descriptor of the server is not open in a function', async () => {
      const code = `const fs = require('node:fs');
        exports.handler = async () => fs.readdirSync('/proc/self/fd').map((fd) => {
          try { return fs.readlinkSync('/proc/self/fd/' + fd); } catch { return ''; }
        }).filter((target) => target.startsWith('/') && !target.startsWith('/dev/') && !target.startsWith('/proc/'));`;
      expect((await functions.oneShot(code)).result).toEqual([]);
    });

    test('/tmp belongs to one environment, and is empty for the next', async () => {
      const code = `const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
        exports.handler = async ({ leave }) => {
          const found = fs.readdirSync(os.tmpdir());
          fs.writeFileSync(path.join(os.tmpdir(), 'left'), 'here');
          if (leave) process.exit(1);
          return found;
        };`;
      const [first, second] = [functions.deploy(code), functions.deploy(code)];
      expect((await functions.invoke(first)).result).toEqual([]);
      expect((await functions.invoke(first)).result).toEqual(['left']);
      expect((await functions.invoke(second)).result).toEqual([]);
      await functions.invoke(first, { leave: true });
      expect((await functions.invoke(first)).result).toEqual([]);
    });

    inSandbox(
      'the data directory, other functions and the server’s process are out of sight of a sandbox',
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'stepwell-secret-'));
        writeFileSync(join(folder, 'secrets.key'), 'secret');
        const code = `const fs = require('node:fs');
        const attempt = (act) => { try { return act(); } catch (error) { return error.code; } };
        exports.handler = async ({ folder, other, pid }) => ({
          data: attempt(() => fs.readFileSync(folder + '/secrets.key', 'utf8')),
          other: attempt(() => fs.readdirSync(other)),
          server: attempt(() => fs.readFileSync('/proc/' + pid + '/environ', 'utf8')),
          processes: fs.readdirSync('/proc').filter(Number).length,
          kill: attempt(() => process.kill(pid, 0)),
          home: attempt(() => fs.readdirSync('/root')),
          shadow: attempt(() => fs.readFileSync('/etc/shadow', 'utf8')),
          writes: ['/usr/x', '/etc/x', '/var/task/x', '/x', '/dev/shm/x'].map((path) => attempt(() => fs.writeFileSync(path, ''))),
          task: process.cwd(),
        });`;
        const { result } = await functions.invoke(functions.deploy(code), {
          folder,
          other: await neighbour.codeDirectory(),
          pid: process.pid,
        });
        rmSync(folder, { recursive: true });
        expect(result).toMatchObject({
          data: 'ENOENT',
          other: 'ENOENT',
          server: 'ENOENT',
          kill: 'ESRCH',
          home: 'ENOENT',
          shadow: 'ENOENT',
          task: '/var/task',
        });
        expect(result.processes).toBeLessThanOrEqual(3);
        for (const code of result.writes) expect(['EROFS', 'EACCES', 'ENOENT']).toContain(code);
      },
    );

    inSandbox('what a function writes to /tmp is bounded in a sandbox', async () => {
      const code = `const fs = require('node:fs');
        exports.handler = async () => {
          try { for (let i = 0; i < 20; i++) fs.appendFileSync('/tmp/big', Buffer.alloc(1e6)); return 'all'; } catch (error) { return error.code; }
        };`;
      expect((await functions.oneShot(code, {}, { ephemeralMb: 10 })).result).toBe('ENOSPC');
    });

    inSandbox('a child that left its session ends with a sandbox', async () => {
      const mark = `${Date.now()}.75`;
      const fn = functions.deploy(`exports.handler = async () => {
          const child = require('node:child_process').spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore' });
          child.unref();
          return new Promise((resolve) => child.once('spawn', () => resolve(1)));
        };`);
      await functions.invoke(fn);
      expect(processesWith(mark)).toBe(1);
      functions.pool.retire(fn.key);
      await expect.poll(() => processesWith(mark)).toBe(0);
    });
  });
}

/** How many processes of this machine have the text in their command line. */
function processesWith(text: string): number {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-axo', 'command='], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes(text)).length;
  }
  return readdirSync('/proc').filter((name) => Number(name) > 0 && commandLine(name).includes(text)).length;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
