import {createHmac, timingSafeEqual} from "node:crypto";

/** A message of Jupyter's wire protocol; `type` is `header.msg_type`. */
export type KernelMessage = {
  readonly type: string;
  readonly header: Record<string, unknown>;
  readonly parent: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly content: Record<string, unknown>;
  readonly buffers: readonly Uint8Array[];
};

const delimiter = "<IDS|MSG>";

/**
 * The client's own reading of the wire, written apart from the kernel's, so that a mistake in one
 * shows against the other.
 *
 *     identities… | <IDS|MSG> | signature | header | parent | metadata | content | buffers…
 *
 * The signature is the hex HMAC-SHA256 of the four JSON frames.
 */
export function packMessage(message: KernelMessage, key: string): (string | Uint8Array)[] {
  const {header, parent, metadata, content, buffers} = message;
  const frames = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  return [delimiter, sign(frames, key), ...frames, ...buffers];
}

/** Throws an `Error` when the frames are no message or the signature is not made with `key`. */
export function unpackMessage(frames: readonly Uint8Array[], key: string): KernelMessage {
  const texts = frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.length));
  const start = texts.findIndex((frame) => frame.toString() === delimiter);
  const signed = texts.slice(start + 2, start + 6);
  if (start < 0 || signed.length < 4)
    throw new Error(`expected ${delimiter} and five frames after it, got ${frames.length} frames`);
  const expected = Buffer.from(sign(signed, key));
  const signature = texts[start + 1] ?? Buffer.alloc(0);
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature))
    throw new Error("the message is not signed with the key of the connection file");
  const [header = {}, parent = {}, metadata = {}, content = {}] = signed.map(
    (frame) => JSON.parse(frame.toString()) as Record<string, unknown>,
  );
  const type = String(header["msg_type"]);
  return {type, header, parent, metadata, content, buffers: frames.slice(start + 6)};
}

function sign(frames: readonly (string | Uint8Array)[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest("hex");
}
