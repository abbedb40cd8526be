import {createHmac, timingSafeEqual} from "node:crypto";
import type {Content, Header, Message} from "./messages";

const delimiter = Buffer.from("<IDS|MSG>");

/** How many signatures are remembered against replay; one takes about 100 bytes. */
const rememberedSignatures = 65_536;

/** Why a message was not taken. The unsigned are dropped in silence, the malformed are logged. */
export type Refusal = {readonly refused: "forged" | "replayed" | "malformed"; readonly why: string};

/**
 * As JSON, in Unicode that every client can store. JSON.stringify writes half of a character as an
 * escape of its own, which it needs for nothing else; the replacement character takes its place.
 */
function encodeJson(part: object): Buffer {
  const json = JSON.stringify(part);
  const wellFormed = json.includes("\\ud")
    ? json.replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) =>
        escape === "\\\\" ? escape : "\ufffd",
      )
    : json;
  return Buffer.from(wellFormed);
}

/**
 * Messages to frames and back:
 *
 *     identities … <IDS|MSG> signature header parent metadata content buffers …
 *
 * The signature is the HMAC of the four JSON frames in hexadecimal, and empty where the key is:
 * an empty key means no signing. Nothing is parsed before its signature has been verified.
 */
export class Wire {
  readonly #key: string;
  readonly #hash: string;
  readonly #seen = new Set<string>();

  constructor({key, scheme = "hmac-sha256"}: {key: string; scheme?: string}) {
    if (!scheme.startsWith("hmac-"))
      throw new RangeError(`signature_scheme must be hmac-<hash>, got ${scheme}`);
    this.#key = key;
    this.#hash = scheme.slice("hmac-".length);
    this.#sign([]);
  }

  encode(message: Message): Uint8Array[] {
    const {header, parent, metadata, content} = message;
    const parts = [header, parent, metadata, content].map(encodeJson);
    const signature = Buffer.from(this.#sign(parts));
    return [...message.identities, delimiter, signature, ...parts, ...message.buffers];
  }

  decode(frames: readonly Buffer[]): Message | Refusal {
    const at = frames.findIndex((frame) => frame.equals(delimiter));
    if (at < 0) return {refused: "malformed", why: `no delimiter in ${frames.length} frames`};
    const [signature, ...rest] = frames.slice(at + 1);
    if (rest.length < 4) return {refused: "malformed", why: `${rest.length} of 4 parts`};
    const parts = rest.slice(0, 4);
    const refusal = this.#verify(signature, parts);
    if (refusal) return refusal;
    try {
      const [header, parent, metadata, content] = parts.map(parseObject);
      for (const field of ["msg_id", "msg_type"])
        if (typeof header[field] !== "string") throw new TypeError(`header has no ${field}`);
      return {
        identities: frames.slice(0, at),
        header: header as Header,
        parent,
        metadata,
        content,
        buffers: rest.slice(4),
      };
    } catch (error) {
      return {refused: "malformed", why: (error as Error).message};
    }
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#hash, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #verify(signature: Buffer, parts: readonly Buffer[]): Refusal | undefined {
    if (this.#key === "") return;
    const expected = Buffer.from(this.#sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
      return {refused: "forged", why: "wrong signature"};
    const digest = expected.toString();
    if (this.#seen.has(digest)) return {refused: "replayed", why: "signature seen before"};
    this.#seen.add(digest);
    if (this.#seen.size > rememberedSignatures)
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
  }
}

function parseObject(frame: Buffer): Content {
  const value: unknown = JSON.parse(frame.toString());
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`a part must be a JSON object, got ${frame.toString().slice(0, 40)}`);
  return value as Content;
}
