/**
 * The three of protobuf's wire forms that a SavedModel needs.
 *
 *     a message = its fields one after another;    a field = varint(8 · number + form), then
 *       form 0   varint         integers, booleans, enums: 7 bits a byte, lowest first
 *       form 2   length, bytes  strings, bytes, sub-messages, packed lists
 *       form 5   4 bytes        float32, little-endian
 */
export type Field = Uint8Array;

/** Fields in a row: a message, or part of one. */
export function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields);
}

/** An integer, boolean or enum; a negative number takes ten bytes, as 64-bit two's complement. */
export function integerField(number: number, value: number | boolean): Field {
  return message(varint(number * 8), varint(Number(value)));
}

/** Text (UTF-8), bytes or a sub-message. */
export function bytesField(number: number, value: string | Uint8Array): Field {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return message(varint(number * 8 + 2), varint(bytes.length), bytes);
}

/** One float32. */
export function floatField(number: number, value: number): Field {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return message(varint(number * 8 + 5), bytes);
}

/** A packed list of integers. */
export function integersField(number: number, values: readonly number[]): Field {
  return bytesField(number, message(...values.map(varint)));
}

/** A packed list of float32. */
export function floatsField(number: number, values: readonly number[]): Field {
  return bytesField(number, new Uint8Array(Float32Array.from(values).buffer));
}

/** An entry of a map from strings to messages. */
export function entryField(number: number, key: string, value: Uint8Array): Field {
  return bytesField(number, message(bytesField(1, key), bytesField(2, value)));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
