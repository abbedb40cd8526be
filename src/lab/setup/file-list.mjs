import {Buffer} from "node:buffer";
import {createHash} from "node:crypto";
import {closeSync, openSync, readSync, readdirSync} from "node:fs";
import {join} from "node:path";

/**
 * A hash for each file, by which `changedFiles` tells later whether it is still the same.
 *
 * @param {string} folder
 * @param {string[]} [paths] in the folder; all its files, unless told
 * @returns {Record<string, string>}
 */
export function listFiles(folder, paths = filesIn(folder)) {
  const buffer = Buffer.alloc(1 << 20);
  return Object.fromEntries(paths.map((path) => [path, hashOf(join(folder, path), buffer) ?? ""]));
}

/**
 * The files of a list that are gone, cut or changed. Those that came since do not count.
 *
 * @param {string} folder
 * @param {Record<string, string>} list
 * @returns {string[]}
 */
export function changedFiles(folder, list) {
  const buffer = Buffer.alloc(1 << 20);
  return Object.keys(list).filter((path) => hashOf(join(folder, path), buffer) !== list[path]);
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, {recursive: true, withFileTypes: true, encoding: "utf8"})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}

/**
 * By pieces: a library may be larger than the memory that is free.
 *
 * @param {string} path
 * @param {Buffer} buffer
 * @returns {string | null} null where it cannot be read
 */
function hashOf(path, buffer) {
  try {
    const file = openSync(path, "r");
    try {
      const hash = createHash("sha256");
      for (let count; (count = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, count));
      return hash.digest("base64").slice(0, 22);
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
