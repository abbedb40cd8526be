import {createHash} from "node:crypto";
import {types} from "node:util";

/** Values of more parts than this, or more bytes, are told apart by what they are, not by what they hold. */
const mostParts = 5000;
const mostBytes = 1 << 20;

/**
 * Texts that tell whether a cell that ran again gave the value that it gave before. Plain data has the
 * same print where it holds the same; whatever else there is, such as a network, is the same only if it
 * is the very same object.
 */
export class ValuePrints {
  readonly #known = new WeakMap<object, number>();
  #count = 0;

  /** @param isOfCell whether a function was declared by a cell: its text then says all that it does */
  of(value: unknown, isOfCell = false): string {
    if (isOfCell && typeof value === "function" && !types.isProxy(value))
      return `text ${hashOf(Function.prototype.toString.call(value))}`;
    const parts: (string | Uint8Array)[] = [];
    return isPlain(value, parts, {left: mostParts}) ? hashOf(...parts) : this.#identity(value);
  }

  #identity(value: unknown): string {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    if (!isObject) return `none ${++this.#count}`;
    const number = this.#known.get(value) ?? ++this.#count;
    this.#known.set(value, number);
    return `object ${number}`;
  }
}

type Room = {left: number};

/** Writes down what a value holds; false where that cannot be said, or is too much. */
function isPlain(value: unknown, parts: (string | Uint8Array)[], room: Room): boolean {
  if (--room.left < 0) return false;
  if (typeof value === "string") return value.length <= mostBytes && add(parts, `"${value}"`);
  if (typeof value === "number") return add(parts, Object.is(value, -0) ? "-0" : String(value));
  if (typeof value === "bigint") return add(parts, `${value}n`);
  if (typeof value === "function" || typeof value === "symbol") return false;
  if (typeof value !== "object" || value === null) return add(parts, String(value));
  if (types.isProxy(value)) return false;
  if (ArrayBuffer.isView(value) && !types.isDataView(value)) {
    if (value.byteLength > mostBytes || value.byteLength === 0) return value.byteLength === 0;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return add(parts, `${Object.prototype.toString.call(value)} `) && add(parts, bytes);
  }
  const kind: unknown = Object.getPrototypeOf(value);
  const isArray = Array.isArray(value);
  if (!isArray && kind !== Object.prototype && kind !== null) return false;
  add(parts, isArray ? "[" : "{");
  // Own symbols are methods by which a value is shown: they hold no data.
  for (const name of Object.getOwnPropertyNames(value)) {
    const {get, set, value: held} = Object.getOwnPropertyDescriptor(value, name) ?? {};
    if (get ?? set) return false;
    add(parts, `${JSON.stringify(name)}:`);
    if (!isPlain(held, parts, room)) return false;
  }
  return add(parts, isArray ? "]" : "}");
}

const add = (parts: (string | Uint8Array)[], part: string | Uint8Array): true => {
  parts.push(part);
  return true;
};

function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("base64");
}
