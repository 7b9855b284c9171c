import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, FRAME, type Frame, FrameReader } from './frame.ts';

function readAll(pieces: readonly Buffer[]): string[] {
  const reader = new FrameReader();
  const seen: string[] = [];
  const onFrame = ({ kind, header, body }: Frame) => seen.push(`${kind} ${header} ${body}`);
  for (const piece of pieces) reader.push(piece, onFrame);
  return seen;
}

test('a frame comes out as it went in', () => {
  const { kind, header, body } = decodeFrame(encodeFrame(FRAME.invoke, '{"a":1}', 'ä€'), 0);
  expect([kind, header.toString(), body.toString()]).toEqual([FRAME.invoke, '{"a":1}', 'ä€']);
});

test('frames are found wherever a stream was cut', () => {
  const stream = Buffer.concat([
    encodeFrame(FRAME.log, '', 'one'),
    encodeFrame(FRAME.result, 'h', Buffer.from('two')),
    encodeFrame(FRAME.ready, '', ''),
  ]);
  const expected = ['7  one', '5 h two', '3  '];
  expect(readAll([stream])).toEqual(expected);
  expect(readAll(Array.from(stream, (byte) => Buffer.from([byte])))).toEqual(expected);
  for (let cut = 1; cut < stream.length; cut++) {
    expect(readAll([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(expected);
  }
});

test('a stream that is not one of frames is refused', () => {
  expect(() => readAll([Buffer.from('not a frame at all')])).toThrow(RangeError);
});
