import {createHash} from "node:crypto";

/** A text with a first line that names its format and its checksum. */
export function sealed(format: string, body: string): string {
  return `${format} ${digest(Buffer.from(body))}\n${body}\n`;
}

/**
 * The text that was sealed. A byte more, less or other than was written is noticed: a RangeError then
 * says what is wrong, to be put into brackets.
 */
export function unsealed(format: string, bytes: Uint8Array): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) throw new RangeError("it is empty");
  const start = Buffer.from(`${format} `);
  const end = file.indexOf("\n");
  if (!file.subarray(0, start.length).equals(start.subarray(0, file.length))) {
    const shown = file.subarray(0, Math.min(60, end < 0 ? 60 : end)).toString("utf8");
    throw new RangeError(
      `expected the format "${format}", it begins with ${JSON.stringify(shown)}`,
    );
  }
  if (end < 0) throw new RangeError("it was cut short");
  const body = file.subarray(end + 1, -1);
  if (
    file[file.length - 1] !== 10 ||
    file.subarray(0, end).toString("latin1") !== `${format} ${digest(body)}`
  ) {
    throw new RangeError("its contents were changed or cut short: the checksum is another");
  }
  return body.toString("utf8");
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
