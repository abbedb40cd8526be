import {readFileSync} from "node:fs";
import {gunzipSync} from "node:zlib";

/**
 * The text of a table's file: UTF-8 or, with a byte order mark, UTF-16; packed by gzip or not.
 *
 *     encoding    of a file that is neither, such as "latin1" or "windows-1252"
 *
 * Throws an Error for a file that cannot be read, a RangeError that names the line and the remedy for one
 * that holds no text: a spreadsheet, a picture, bytes of another encoding, nothing at all.
 */
export function readTableText(file: string, {encoding}: {readonly encoding?: string} = {}): string {
  let packed: Buffer;
  try {
    packed = readFileSync(file);
  } catch (error) {
    const from = `looked for in ${process.cwd()}`;
    throw new Error(`${file} cannot be read (${(error as Error).message}), ${from}`, {
      cause: error,
    });
  }
  return tableTextOf(packed, {name: file, ...(encoding === undefined ? {} : {encoding})});
}

/** The same from bytes. */
export function tableTextOf(
  packed: Uint8Array,
  {name, encoding}: {readonly name: string; readonly encoding?: string},
): string {
  const bytes = unpacked(packed, name);
  if (bytes.length === 0) throw new RangeError(`${name} is empty: a header and rows belong there`);
  if (startsWith(bytes, [0x50, 0x4b])) {
    throw new RangeError(
      `${name} is a zip archive, as spreadsheets (.xlsx, .ods) are: save the sheet as CSV`,
    );
  }
  const code = encoding ?? markedEncoding(bytes) ?? "utf-8";
  let text: string;
  try {
    text = new TextDecoder(code, {fatal: true}).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw new RangeError(
        `${name}: there is no encoding "${code}": name one such as "latin1" or "utf-16le"`,
        {cause: error},
      );
    }
    throw new RangeError(
      `${name} line ${lineOf(bytes, code)} is not ${code} text: save the file as UTF-8, or say which ` +
        `encoding it has, such as {encoding: "windows-1252"}`,
      {cause: error},
    );
  }
  const odd = text.indexOf("\0");
  if (odd >= 0) {
    throw new RangeError(
      `${name} line ${text.slice(0, odd).split("\n").length} holds bytes that are no text: save the ` +
        `table as CSV in UTF-8, or say {encoding: "utf-16le"} if it is that`,
    );
  }
  if (text.trim() === "") {
    throw new RangeError(`${name} holds blank lines only: a header and rows belong there`);
  }
  return text;
}

function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  if (!startsWith(bytes, [0x1f, 0x8b])) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new RangeError(
      `${name} is packed by gzip and cannot be unpacked (${(error as Error).message}): get it anew`,
      {cause: error},
    );
  }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  return startsWith(bytes, [0xfe, 0xff]) ? "utf-16be" : undefined;
}

const startsWith = (bytes: Uint8Array, marks: readonly number[]): boolean =>
  marks.every((mark, i) => bytes[i] === mark);

/** The line of the first bytes that cannot be read. */
function lineOf(bytes: Uint8Array, code: string): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end + 1;
    try {
      new TextDecoder(code, {fatal: true}).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return line;
}
