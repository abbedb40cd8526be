import {inspect, types} from "node:util";
import {cutText} from "./cut-text";
import type {MimeBundle} from "../protocol";

/**
 * A bundle of mime types and contents as a notebook file can hold it; every output passes here.
 *
 * - Binary types (pictures, sound, films, `application/pdf`, …) take bytes, base64 or a data URL of
 *   their own type, and leave as base64.
 * - JSON types take what JSON can say; typed arrays become lists.
 * - All others, `image/svg+xml` among them, take text.
 *
 * @param giver what the reader has called, for the sentence
 * @throws TypeError where a name is not a mime type, or a content not of its kind
 */
export function checkedBundle(bundle: unknown, giver: string): MimeBundle {
  if (!isPlainHolder(bundle))
    throw new TypeError(
      `${giver} must give an object of mime types and contents, got ${brief(bundle)}`,
    );
  const checked: MimeBundle = {};
  for (const [type, content] of Object.entries(bundle)) {
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(type))
      throw new TypeError(`${giver} must give mime types such as text/html, got ${brief(type)}`);
    const name = type.toLowerCase();
    checked[name] = checkedContent(content, {type: name, giver});
  }
  return checked;
}

/** Metadata of an output: an object that JSON can say. */
export function checkedMetadata(metadata: unknown, giver: string): object {
  if (!isPlainHolder(metadata))
    throw new TypeError(`the metadata of ${giver} must be an object, got ${brief(metadata)}`);
  return asJson(metadata, `the metadata of ${giver}`) as object;
}

/** The type of a picture, by how its bytes begin; null for other bytes. */
export function pictureType(bytes: Uint8Array): string | null {
  const begins = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  if (begins.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (begins.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(begins)) return "image/gif";
  return /^RIFF[^]{4}WEBPVP8/.test(begins) ? "image/webp" : null;
}

type Asked = {readonly type: string; readonly giver: string};

function checkedContent(content: unknown, {type, giver}: Asked): unknown {
  if (isJsonType(type)) return asJson(content, `${giver} for ${type}`);
  if (isBinaryType(type)) return asBase64(content, {type, giver});
  if (typeof content === "string")
    return type === "image/svg+xml" && dataUrl.test(content)
      ? Buffer.from(asBase64(content, {type, giver}), "base64").toString()
      : content;
  const advice = isBytes(content)
    ? '; of bytes give their text, as by .toString("utf8")'
    : "; make one of it, as by String(…)";
  throw new TypeError(`${giver} for ${type} must give a text, got ${brief(content)}${advice}`);
}

/** What a notebook file holds as JSON, and nothing else. */
const isJsonType = (type: string) => /^application\/(?:.*\+)?json$/.test(type);

const isBinaryType = (type: string) =>
  (/^(?:image|audio|video|font)\//.test(type) && !/[+/]xml$/.test(type)) ||
  /^application\/(?:pdf|octet-stream|wasm|zip|gzip|x-tar|x-gzip|x-npy|x-hdf5?|msword|vnd\.(?:openxmlformats|ms)-.*|vnd\.apache\..*)$/.test(
    type,
  );

const dataUrl = /^\s*data:([^,;]*)([^,]*),/i;

function asBase64(content: unknown, {type, giver}: Asked): string {
  if (isBytes(content)) return bufferOf(content).toString("base64");
  if (typeof content !== "string")
    throw new TypeError(
      `${giver} for ${type} must give bytes (a Uint8Array or Buffer) or their base64, got ${brief(content)}`,
    );
  const url = dataUrl.exec(content);
  if (url && url[1].toLowerCase() !== type)
    throw new TypeError(`${giver} for ${type} was given a data URL of ${url[1] || "no type"}`);
  const body = url ? content.slice(url[0].length) : content;
  if (url && !/;\s*base64\s*$/i.test(url[2])) return percentDecoded(body).toString("base64");
  const base64 = (url ? unescaped(body) : body).replace(/\s+/g, "");
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw new TypeError(
      `${giver} for ${type} must give bytes (a Uint8Array or Buffer) or their base64, got ${brief(content)}`,
    );
  return base64;
}

const unescaped = (text: string) => (text.includes("%") ? percentDecoded(text).toString() : text);

function percentDecoded(text: string): Buffer {
  const latin = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(latin, "latin1");
}

type Bytes = ArrayBufferLike | NodeJS.ArrayBufferView;

const isBytes = (content: unknown): content is Bytes =>
  ArrayBuffer.isView(content) || types.isAnyArrayBuffer(content);

const bufferOf = (bytes: Bytes): Buffer =>
  ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);

/**
 * The value as JSON would give it back. JSON has no typed arrays, and makes `{"0": 1, …}` of them;
 * of a Map or a Set it makes `{}`, which is refused.
 */
function asJson(value: unknown, where: string): unknown {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (name, part: unknown) => {
      if (types.isMap(part) || types.isSet(part) || typeof part === "bigint")
        throw new TypeError(`${name ? `${name} is` : "it is"} ${brief(part)}`);
      if (!ArrayBuffer.isView(part) || part instanceof DataView) return part;
      return Array.from(part as unknown as ArrayLike<number | bigint>, (each) =>
        typeof each === "bigint" ? String(each) : each,
      );
    });
  } catch (error) {
    const {message} = error as Error;
    const sentence = `${where} must give what JSON can say: ${message.split("\n")[0]}`;
    throw new TypeError(sentence, {cause: error});
  }
  if (text === undefined)
    throw new TypeError(`${where} must give what JSON can say, got ${brief(value)}`);
  return JSON.parse(text) as unknown;
}

const isPlainHolder = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !isBytes(value) &&
  !types.isMap(value) &&
  !types.isPromise(value);

/** A value in a few words, for a sentence about it. */
function brief(value: unknown): string {
  if (types.isPromise(value)) return "a promise: await it first";
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  const text = inspect(value, {
    ...{depth: 0, maxArrayLength: 3, maxStringLength: 60},
    ...{breakLength: Infinity, customInspect: false},
  });
  return text.length > 80 ? `${cutText(text, 80)}…` : text;
}
