import type {KernelAttribute} from "../native-kernel";

/** A constant's values: `bytes` little-endian, one element alone standing for all of them. */
export type ConstantValue = {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
};

/** An attribute of a graph node: a kernel's attribute, or the value of a constant. */
export type GraphAttribute =
  KernelAttribute | {readonly name: string; readonly constant: ConstantValue};

/** One operation of a graph. Inputs are `name:output`, control inputs `^name`, and come last. */
export type GraphNode = {
  readonly name: string;
  readonly op: string;
  readonly inputs: string[];
  readonly attributes: readonly GraphAttribute[];
};

/**
 * A SavedModel holding one graph: what TensorFlow loads from a folder as `saved_model.pb`.
 *
 * Field numbers are those of TensorFlow's saved_model, meta_graph, graph, node_def, attr_value and
 * tensor messages. No signatures: the runner names nodes itself.
 */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const versions = message(integerField(1, 1882), integerField(2, 12)); // producer, oldest consumer
  const graph = message(
    ...nodes.map((node) => bytesField(1, encodeNode(node))),
    bytesField(4, versions),
  );
  const about = message(bytesField(4, "serve"), bytesField(5, "2.9.1")); // tags, made by version
  return message(
    integerField(1, 1),
    bytesField(2, message(bytesField(1, about), bytesField(2, graph))),
  );
}

function encodeNode({name, op, inputs, attributes}: GraphNode): Uint8Array {
  const controlsLast = [
    ...inputs.filter((input) => !input.startsWith("^")),
    ...inputs.filter((input) => input.startsWith("^")),
  ];
  return message(
    bytesField(1, name),
    bytesField(2, op),
    ...controlsLast.map((input) => bytesField(3, input)),
    ...attributes.map((attribute) => entryField(5, attribute.name, encodeAttribute(attribute))),
  );
}

// The binding's kinds of attributes: 0 string, 1 integer, 2 float, 3 boolean, 4 type, 5 shape.
function encodeAttribute(attribute: GraphAttribute): Uint8Array {
  if ("constant" in attribute) return bytesField(8, encodeTensor(attribute.constant));
  const {name, type, value} = attribute;
  if (type === 5) return bytesField(7, encodeShape(value as readonly number[]));
  if (Array.isArray(value)) {
    if (type === 1) return bytesField(1, integersField(3, value));
    if (type === 2) return bytesField(1, floatsField(4, value));
  } else {
    if (type === 0) return bytesField(2, String(value));
    if (type === 1) return integerField(3, Number(value));
    if (type === 2) return floatField(4, Number(value));
    if (type === 3) return integerField(5, Boolean(value));
    if (type === 4) return integerField(6, Number(value));
  }
  throw new TypeError(
    `attribute ${name} of kind ${type} with value ${String(value)} has no encoding`,
  );
}

function encodeTensor({dtype, shape, bytes}: ConstantValue): Uint8Array {
  const kind = [integerField(1, dtype), bytesField(2, encodeShape(shape))];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const width = dtype === 10 ? 1 : dtype === 9 ? 8 : 4;
  if (bytes.length === size * width) return message(...kind, bytesField(4, bytes));
  // One element stands for all: TensorFlow repeats the last of a typed list.
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (dtype === 1) return message(...kind, floatField(5, view.getFloat32(0, true)));
  if (dtype === 3) return message(...kind, integerField(7, view.getInt32(0, true)));
  return message(...kind, integerField(11, view.getUint8(0)));
}

function encodeShape(shape: readonly number[]): Uint8Array {
  return message(...shape.map((extent) => bytesField(2, integerField(1, extent))));
}

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
