/** Arrays of numbers that are kept as they are, not as lists. */
const typedArrays = {Float32Array, Float64Array, Int32Array, Uint8Array} as const;
type TypedName = keyof typeof typedArrays;

/** The field that marks what JSON has no words for. */
const mark = "$kind";

/**
 * Plain data as JSON that gives back what it was made from: NaN, ±Infinity and −0 too, and typed
 * arrays. Fields that are undefined are left out.
 *
 * Throws a TypeError that names the place of anything else: functions, class instances, Maps, dates.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(encode(value, "value"));
}

/** What `toJson` was given. Throws a SyntaxError or TypeError where the text is none of its own. */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !(mark in value)) return value;
    const {[mark]: kind, data} = value as {[mark]: string; data?: string};
    if (kind === "number") return Number(data);
    if (!(kind in typedArrays)) throw new TypeError(`unknown kind of data: ${kind}`);
    const bytes = Uint8Array.from(Buffer.from(data ?? "", "base64"));
    return new typedArrays[kind as TypedName](bytes.buffer);
  });
}

function encode(value: unknown, place: string): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return {[mark]: "number", data: Object.is(value, -0) ? "-0" : String(value)};
  }
  if (Array.isArray(value)) return value.map((item, i) => encode(item, `${place}[${i}]`));
  if (ArrayBuffer.isView(value) && value.constructor.name in typedArrays) {
    const {buffer, byteOffset, byteLength, constructor} = value;
    const data = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    return {[mark]: constructor.name, data};
  }
  if (typeof value === "object") {
    const prototype: unknown = Object.getPrototypeOf(value);
    // Another realm's Object.prototype, as in a notebook's cell, has null above it too.
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (isPlain && !(mark in value)) {
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, field]) => field !== undefined)
          .map(([key, field]) => [key, encode(field, `${place}.${key}`)]),
      );
    }
  }
  const kind = typeof value === "object" ? value.constructor.name : typeof value;
  throw new TypeError(
    `${place} must be plain data (numbers, text, booleans, lists, objects, typed arrays), got ${kind}`,
  );
}
