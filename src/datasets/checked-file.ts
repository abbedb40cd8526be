import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import path from "node:path";
import {constants, gunzipSync} from "node:zlib";

/** A file the lab relies on: where it lies, what its bytes must be, how to get it back. */
export type KnownFile = {
  /** From the root of the project, or absolute. */
  readonly file: string;
  /** SHA-256 of the bytes, uncompressed where the name ends in .gz. */
  readonly sha256: string;
  /** What to do when it is missing or wrong, as an order: "run npm run setup". */
  readonly remedy: string;
};

const root = path.join(__dirname, "..", "..");

/**
 * The bytes of a known file, unpacked and checked.
 *
 * Throws an Error with the file's name and what to do when it is missing or cannot be unpacked,
 * with expected and actual hash when its bytes are not the known ones. The check takes about half
 * a second per gigabyte, so it is made at every read.
 */
export function readChecked({file, sha256, remedy}: KnownFile): Buffer {
  let packed: Buffer;
  try {
    packed = readFileSync(path.resolve(root, file));
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? "is missing" : `cannot be read (${message})`;
    throw new Error(`${file} ${problem}: ${remedy}`, {cause: error});
  }

  let bytes = packed;
  let damage = "";
  if (file.endsWith(".gz")) {
    try {
      // A file that ends too early is unpacked as far as it goes, so that its hash can be shown.
      bytes = gunzipSync(packed, {finishFlush: constants.Z_SYNC_FLUSH});
    } catch (error) {
      damage = ` (not even unpacked: ${(error as Error).message})`;
    }
  }
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (damage !== "" || actual !== sha256) {
    throw new Error(
      `${file} is corrupt or cut short: its bytes have sha256 ${actual}, expected ${sha256}${damage}; ${remedy}`,
    );
  }
  return bytes;
}

/** The remedy for files that the repository itself carries. */
export const restoreFromGit = (file: string): string => `restore it with: git checkout -- ${file}`;
