/** An array in the IDX format of MNIST: unsigned bytes and the lengths of its axes. */
export type IdxArray = {readonly shape: readonly number[]; readonly bytes: Uint8Array};

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, type 8, number of axes, one big-endian
 * 32-bit length per axis, then the bytes in row-major order.
 *
 * Throws an Error that says where the format or the length is wrong.
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 4 ? view.getUint32(0) : 0;
  if (magic >>> 8 !== 0x08) {
    throw new Error(`${name} is no IDX file of bytes: it must begin 00 00 08`);
  }
  const axes = magic & 0xff;
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw new Error(`${name} ends within its header of ${start} bytes`);
  const shape = Array.from({length: axes}, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== start + size) {
    throw new Error(
      `${name} must hold ${start + size} bytes for shape [${shape.join(", ")}], got ${bytes.length}`,
    );
  }
  return {shape, bytes: bytes.subarray(start)};
}
