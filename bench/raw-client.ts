/** HTTP with next to no cost for whoever sends: one request, made once, over connections that stay open. */
import { connect, type Socket } from 'node:net';

export interface Throughput {
  readonly perSecond: number;
  /** With what came before it was measured. */
  readonly answeredCount: number;
}

/** Sends each request again as soon as it is answered, over a connection of its own. */
export async function measureRequests(
  url: string,
  requests: readonly Buffer[],
  measuredMs: number,
): Promise<Throughput> {
  const { hostname, port } = new URL(url);
  let answeredCount = 0;
  const sockets = requests.map((request) => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    onAnswers(socket, () => {
      answeredCount++;
      socket.write(request);
    });
    socket.once('connect', () => socket.write(request));
    return socket;
  });
  await pause(measuredMs / 2);
  const [beforeCount, beforeMs] = [answeredCount, performance.now()];
  await pause(measuredMs);
  const perSecond = (1000 * (answeredCount - beforeCount)) / (performance.now() - beforeMs);
  for (const socket of sockets) socket.destroy();
  return { perSecond, answeredCount };
}

/** @throws when an answer is not 200: what is measured would not be what is meant */
function onAnswers(socket: Socket, onAnswer: () => void): void {
  let received = '';
  socket.on('data', (piece) => {
    received += piece.toString('latin1');
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    if (!received.startsWith('HTTP/1.1 200')) throw new Error(received);
    const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, head)) ?? [];
    if (received.length < head + 4 + Number(length)) return;
    received = '';
    onAnswer();
  });
}

/** An Invoke as a development server takes it: the signature of an unknown key is not looked at. */
export function invokeRequest(url: string, functionName: string, payload: string): Buffer {
  const credential = 'test/20260101/us-east-1/lambda/aws4_request';
  return Buffer.from(
    [
      `POST /2015-03-31/functions/${functionName}/invocations HTTP/1.1`,
      `Host: ${new URL(url).host}`,
      `Authorization: AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(payload)}`,
      '',
      payload,
    ].join('\r\n'),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
