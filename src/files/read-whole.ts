import {readFileSync, renameSync, statSync} from "node:fs";
import path from "node:path";
import {reasonOf} from "./reason";

/**
 * The bytes of a file, or undefined where there is none.
 *
 *     remedy    what to do about one that cannot be read, as an order: "delete it and run again"
 *
 * Throws an Error that names the file, the reason and the remedy for anything else: a folder or a pipe
 * in its place, a link in a circle, no right to read it.
 */
export function readWhole(file: string, {remedy}: {readonly remedy: string}): Buffer | undefined {
  try {
    const {isFile, isFolder} = kindOf(file);
    if (!isFile) throw new RangeError(isFolder ? "it is a folder" : "it is a device or a pipe");
    return readFileSync(file);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Error(`${file} cannot be read: ${reasonOf(error)}; ${remedy}`, {cause: error});
  }
}

// A pipe without a writer would be waited for, so it is not even opened.
function kindOf(file: string): {isFile: boolean; isFolder: boolean} {
  const found = statSync(file);
  return {isFile: found.isFile(), isFolder: found.isDirectory()};
}

/**
 * What the JSON in a file says, or undefined where there is no file.
 *
 *     check    throws where the value is none of the kind that belongs there, in words that go on from
 *              the file's name: "holds no comparison"
 *
 * Throws an Error that names the file, what is wrong with it and the remedy.
 */
export function readJson<T>(
  file: string,
  {remedy, check}: {readonly remedy: string; readonly check: (value: unknown) => T},
): T | undefined {
  const bytes = readWhole(file, {remedy});
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`${file} is cut short or damaged (${reason}): ${remedy}`, {cause: error});
  }
  try {
    return check(value);
  } catch (error) {
    throw new TypeError(`${file} ${(error as Error).message}: ${remedy}`, {cause: error});
  }
}

/**
 * Moves what lies under a file's name out of the way, to a name that ends in `.damaged`. Returns the
 * last part of the new name, or undefined where it could not be moved.
 */
export function setAside(file: string): string | undefined {
  for (const ending of ["damaged", "damaged-2", "damaged-3", "damaged-4"]) {
    try {
      renameSync(file, `${file}.${ending}`);
      return path.basename(`${file}.${ending}`);
    } catch {
      // A folder set aside earlier may hold this name.
    }
  }
  return undefined;
}
