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

/** The record without its hash. Throws a RangeError where the contents are not those it was made of. */
export function verified(record: unknown): object {
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    throw new RangeError("it holds no record");
  }
  const {sha256, ...content} = record as {sha256?: unknown};
  if (typeof sha256 !== "string") throw new RangeError("it has no sha256 of its contents");
  if (sha256 !== contentHash(content)) {
    throw new RangeError("its contents are not those that its sha256 was made of");
  }
  return content;
}
