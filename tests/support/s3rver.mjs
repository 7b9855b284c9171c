/**
 * Runs s3rver on a free port: `s3rver.mjs DIRECTORY [--any-signature] [BUCKET...]`. A process of its own, since the tokens of its listings are
 * made with a cipher that Node has only with `--openssl-legacy-provider`. Ends with its standard input.
 */
import S3rver from '@20minutes/s3rver';

const [directory, ...args] = process.argv.slice(2);
const buckets = args.filter((arg) => !arg.startsWith('--'));
const allowMismatchedSignatures = args.includes('--any-signature');
const configureBuckets = buckets.map((name) => ({ name, configs: [] }));
const server = new S3rver({
  ...{ port: 0, address: '127.0.0.1', silent: true, directory },
  ...{ configureBuckets, allowMismatchedSignatures },
});
const { port } = await server.run();
process.stdout.write(`${port}\n`);
process.stdin.on('end', () => process.exit()).resume();
