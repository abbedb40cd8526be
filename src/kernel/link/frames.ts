/**
 * How the engine and the host talk over a pipe: frames of a head and raw buffers.
 *
 *     frame = size of all that follows (u32) · size of the head (u32) · head (JSON, UTF-8)
 *             · for each buffer: size (u32) · bytes
 *
 * A frame without a head is text that continues the stream of the frame before: a hundred thousand
 * printed lines need no JSON.
 */
export type Frame = {readonly head: unknown; readonly buffers: readonly Uint8Array[]};

const noHead = 0xffffffff;

export function encodeFrame({head, buffers}: Frame): Buffer {
  const text = Buffer.from(JSON.stringify(head), "utf8");
  const size = 4 + text.length + buffers.reduce((sum, {byteLength}) => sum + 4 + byteLength, 0);
  const frame = Buffer.allocUnsafe(4 + size);
  frame.writeUInt32LE(size, 0);
  frame.writeUInt32LE(text.length, 4);
  text.copy(frame, 8);
  let at = 8 + text.length;
  for (const buffer of buffers) {
    frame.writeUInt32LE(buffer.byteLength, at);
    frame.set(buffer, at + 4);
    at += 4 + buffer.byteLength;
  }
  return frame;
}

export function encodeText(text: string): Buffer {
  const bytes = Buffer.byteLength(text, "utf8");
  const frame = Buffer.allocUnsafe(8 + bytes);
  frame.writeUInt32LE(4 + bytes, 0);
  frame.writeUInt32LE(noHead, 4);
  frame.write(text, 8, "utf8");
  return frame;
}

/** Puts frames together again from the pieces in which a pipe delivers them. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #size = 0;
  #wanted = 4;

  constructor(
    readonly onFrame: (frame: Frame) => void,
    readonly onText: (text: string) => void = () => undefined,
  ) {}

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size < this.#wanted) return;
    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    let at = 0;
    for (;;) {
      const rest = bytes.length - at;
      this.#wanted = rest < 4 ? 4 : 4 + bytes.readUInt32LE(at);
      if (rest < this.#wanted) break;
      this.#take(bytes, at + 4, at + this.#wanted);
      at += this.#wanted;
    }
    this.#pieces = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#size = bytes.length - at;
  }

  #take(bytes: Buffer, start: number, end: number): void {
    const headSize = bytes.readUInt32LE(start);
    const headStart = start + 4;
    if (headSize === noHead) return this.onText(bytes.toString("utf8", headStart, end));
    const head: unknown = JSON.parse(bytes.toString("utf8", headStart, headStart + headSize));
    const buffers: Uint8Array[] = [];
    for (let at = headStart + headSize; at < end;) {
      const size = bytes.readUInt32LE(at);
      // A copy: a small buffer should not keep a large piece of the pipe alive.
      buffers.push(Uint8Array.from(bytes.subarray(at + 4, at + 4 + size)));
      at += 4 + size;
    }
    this.onFrame({head, buffers});
  }
}
