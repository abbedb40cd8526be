/**
 * What Node has everywhere and a browser has not, as far as the lab's code uses it. The bundler puts these in the
 * place of the names.
 */
export class Buffer extends Uint8Array {
  static override from(value: unknown, encoding?: unknown): Buffer {
    if (typeof value !== "string") return new Buffer(value as ArrayLike<number>);
    const bytes =
      encoding === "base64"
        ? Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0))
        : new TextEncoder().encode(value);
    return new Buffer(bytes);
  }

  override toString(encoding = "utf8"): string {
    if (encoding === "base64")
      return btoa(Array.from(this, (byte) => String.fromCharCode(byte)).join(""));
    if (encoding === "hex")
      return Array.from(this, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return new TextDecoder().decode(this);
  }

  readInt32LE(at: number): number {
    return new DataView(this.buffer, this.byteOffset).getInt32(at, true);
  }
}

/** A page is a published notebook: its charts say all that such charts must. */
export const process = {
  env: {LAB_CHARTS: "complete"} as Record<string, string | undefined>,
  versions: {},
  cwd: () => "/",
  // One thread does all the work, so that the time that passes is the time that it takes.
  cpuUsage: (before?: {user: number}) => ({
    user: performance.now() * 1000 - (before?.user ?? 0),
    system: 0,
  }),
};

/** The next turn of the event loop, behind the messages that wait; a timer would wait milliseconds. */
export function setImmediate(work: (value?: unknown) => void): void {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(null);
}
