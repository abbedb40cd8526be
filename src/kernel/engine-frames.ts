/**
 * How the engine and the host talk over a pipe: frames of a head and raw buffers.
 *
 *     frame = size of all that follows (u32) · size of the head (u32) · head (JSON, UTF-8)
 *             · for each buffer: size (u32) · bytes
 */
export type Frame = {readonly head: unknown; readonly buffers: readonly Uint8Array[]};

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

/** Puts frames together again from the pieces in which a pipe delivers them. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #size = 0;

  push(piece: Buffer): Frame[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const frames: Frame[] = [];
    let wanted = this.#wanted();
    if (wanted > this.#size) return frames;
    let bytes = Buffer.concat(this.#pieces);
    while (bytes.length >= 4 && bytes.length >= wanted) {
      frames.push(decodeFrame(bytes.subarray(4, wanted)));
      bytes = bytes.subarray(wanted);
      if (bytes.length >= 4) wanted = 4 + bytes.readUInt32LE(0);
    }
    this.#pieces = bytes.length > 0 ? [bytes] : [];
    this.#size = bytes.length;
    return frames;
  }

  /** Size of the first frame with its own length, as far as that is known. */
  #wanted(): number {
    if (this.#size < 4) return 4;
    if (this.#pieces[0].length < 4) this.#pieces = [Buffer.concat(this.#pieces)];
    return 4 + this.#pieces[0].readUInt32LE(0);
  }
}

function decodeFrame(bytes: Buffer): Frame {
  const headSize = bytes.readUInt32LE(0);
  const head: unknown = JSON.parse(bytes.toString("utf8", 4, 4 + headSize));
  const buffers: Uint8Array[] = [];
  for (let at = 4 + headSize; at < bytes.length;) {
    const size = bytes.readUInt32LE(at);
    // A copy: the piece from the pipe may be large and should not be kept alive by a small buffer.
    buffers.push(Uint8Array.from(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  return {head, buffers};
}
