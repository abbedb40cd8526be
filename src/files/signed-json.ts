import {createHash} from "node:crypto";

/**
 * SHA-256 of what a record says, whatever its spaces and line ends: for files that people read and git
 * compares line by line. It is kept in the record's own field `sha256`, which does not count.
 */
export function contentHash(record: object): string {
  // Through JSON, so that a record and what is read back from its file have the same.
  const content = JSON.parse(JSON.stringify(record)) as {sha256?: unknown};
  delete content.sha256;
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** The record with the hash of its contents. */
export function signed<T extends object>(record: T): T & {readonly sha256: string} {
  return {...record, sha256: contentHash(record)};
}

/**
 * The record without its hash; one that somebody wrote by hand has none. Throws a RangeError, in words
 * that go on from the file's name, where the contents are not those that the hash was made of.
 */
export function verified(record: unknown): object {
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    throw new RangeError("holds no record");
  }
  const {sha256, ...content} = record as {sha256?: unknown};
  if (sha256 !== undefined && sha256 !== contentHash(content)) {
    throw new RangeError("was changed or damaged: its contents are not those of its sha256");
  }
  return content;
}
