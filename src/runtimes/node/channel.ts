/**
 * The process's end of the wire. Both directions block: between invocations the process stands still in `read`, as a frozen
 * execution environment does, and what it writes has left the process when `write` returns, so that no log line is lost in a
 * crash and a function that logs faster than its log is taken waits.
 */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { decodeFrame, encodeFrame, type Frame, frameBytes, PREFIX_BYTES } from '../frame.ts';

const FROM_SERVER = 3;
const TO_SERVER = 4;
const LIFELINE = 5;

let buffer = Buffer.allocUnsafe(64 * 1024);
let filledBytes = 0;

/** The next frame, whenever it comes; undefined when the server has gone. Its parts are valid until the next call. */
export function read(): Frame | undefined {
  filledBytes = 0;
  if (!fill(PREFIX_BYTES)) return undefined;
  const bytes = frameBytes(buffer, 0);
  if (!fill(bytes)) return undefined;
  return decodeFrame(buffer, 0);
}

/** The server never sends a frame before the last one was answered, so nothing of the next one is read by mistake. */
function fill(bytes: number): boolean {
  if (bytes > buffer.length) {
    const larger = Buffer.allocUnsafe(bytes);
    buffer.copy(larger, 0, 0, filledBytes);
    buffer = larger;
  }
  while (filledBytes < bytes) {
    const count = readSync(FROM_SERVER, buffer, filledBytes, buffer.length - filledBytes, null);
    if (count === 0) return false;
    filledBytes += count;
  }
  return true;
}

export function write(kind: number, body: string | Uint8Array = '', header = ''): void {
  const frame = encodeFrame(kind, header, body);
  for (let at = 0; at < frame.length; ) at += writeSync(TO_SERVER, frame, at);
}

/** Ends the process when the server dies while a handler is at work; `read` finds out otherwise. */
export function dieWithServer(): void {
  const lifeline = new Socket({ fd: LIFELINE, readable: true, writable: false });
  lifeline.on('close', () => process.exit());
  lifeline.on('error', () => process.exit());
  lifeline.resume();
  lifeline.unref();
}
