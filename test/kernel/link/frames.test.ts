import assert from "node:assert/strict";
import {test} from "node:test";
import {encodeFrame, encodeText, FrameReader} from "../../../src/kernel/link/frames";
import type {Frame} from "../../../src/kernel/link/frames";

const frames: Frame[] = [
  {head: {type: "ready"}, buffers: []},
  {head: {text: "naïve 😀 \ud800"}, buffers: [new Uint8Array([1, 2, 3]), new Uint8Array(0)]},
  {head: null, buffers: [new Uint8Array(70_000).fill(9)]},
];

test("frames come out as they went in, however the pipe cuts them", () => {
  const bytes = Buffer.concat([...frames.map(encodeFrame), encodeText("é\n"), encodeText("")]);
  for (const size of [1, 2, 3, 7, 4096, bytes.length]) {
    const seen: unknown[] = [];
    const reader = new FrameReader(
      (frame) => seen.push(frame),
      (text) => seen.push(text),
    );
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    assert.deepEqual(seen, [...frames, "é\n", ""], `pieces of ${size} bytes`);
  }
});

test("a buffer is a copy, and keeps no piece of the pipe alive", () => {
  const bytes = encodeFrame(frames[1]);
  let seen: Frame | undefined;
  new FrameReader((frame) => (seen = frame)).push(bytes);
  bytes.fill(0);
  assert.deepEqual(seen?.buffers[0], new Uint8Array([1, 2, 3]));
});
