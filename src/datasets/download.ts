import {createHash} from "node:crypto";
import path from "node:path";
import {readWhole} from "../files/read-whole";
import {spareWriter} from "../files/spare-write";
import {writeWhole} from "../files/write-whole";

/** Data that may be out of reach: ready, or the reason why not, to be shown and skipped. */
export type Obtained<T> =
  | {readonly kind: "ready"; readonly value: T}
  | {readonly kind: "unavailable"; readonly reason: string};

/** A file of the internet that the lab can do without. */
export type RemoteFile = {
  readonly url: string;
  /** Its name in the folder of downloads. */
  readonly file: string;
  /** SHA-256 of the bytes as downloaded; without one the loader judges the content. */
  readonly sha256?: string;
};

/** How a file of the internet is had. */
export type DownloadOptions = {
  /** Where it is kept; default data/downloads. */
  readonly folder?: string;
  /** How long it may take; default 1800. */
  readonly limitSeconds?: number;
  /** Takes only what is kept already: nothing is downloaded. */
  readonly onlyKept?: boolean;
};

/** Where downloads are kept; never in git. */
export const downloadFolder = path.join(__dirname, "..", "..", "data", "downloads");

/**
 * The bytes of a remote file, downloaded once and kept.
 *
 * "unavailable" when the address cannot be reached, or is not to be asked; bytes that cannot be kept come all the same, with one
 * line. Throws an Error with expected and actual hash
 * when the bytes are not the known ones: a kept file must then be deleted by its owner, a fresh one
 * is not kept.
 */
export async function downloadOnce(
  {url, file, sha256}: RemoteFile,
  {folder = downloadFolder, limitSeconds = 1800, onlyKept = false}: DownloadOptions = {},
): Promise<Obtained<Buffer>> {
  const kept = path.join(folder, file);
  const remedy = `delete ${kept} and run again`;
  const before = readWhole(kept, {remedy});
  if (before !== undefined) {
    requireHash(before, {sha256, advice: remedy, what: file});
    return {kind: "ready", value: before};
  }
  if (onlyKept) {
    const reason = `${file} is not in ${folder}; it can be had from ${url}`;
    return {kind: "unavailable", reason};
  }

  let bytes: Buffer;
  try {
    const reply = await fetch(url, {signal: AbortSignal.timeout(1000 * limitSeconds)});
    if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
    bytes = Buffer.from(await reply.arrayBuffer());
  } catch (error) {
    const {message, cause} = error as Error;
    const why = cause instanceof Error && cause.message ? cause.message : message;
    return {
      kind: "unavailable",
      reason: `${file} could not be downloaded from ${url} (${why}); everything else works without it. To use it, fetch it elsewhere and put it into ${folder}`,
    };
  }
  requireHash(bytes, {sha256, advice: "the source may have changed; nothing was kept", what: url});

  const spare = spareWriter((reason) =>
    console.warn(`${file} is not kept and will be downloaded again: ${reason}`),
  );
  spare(() => writeWhole(kept, bytes));
  return {kind: "ready", value: bytes};
}

/** The same for several files: all of them, or the first reason why not. */
export async function downloadAll(
  files: readonly RemoteFile[],
  options: DownloadOptions = {},
): Promise<Obtained<Buffer[]>> {
  const all: Buffer[] = [];
  for (const file of files) {
    const one = await downloadOnce(file, options);
    if (one.kind === "unavailable") return one;
    all.push(one.value);
  }
  return {kind: "ready", value: all};
}

function requireHash(
  bytes: Buffer,
  {sha256, advice, what}: {sha256?: string; advice: string; what: string},
): void {
  if (sha256 === undefined) return;
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual === sha256) return;
  throw new Error(
    `${what} is corrupt or cut short: its bytes have sha256 ${actual}, expected ${sha256}; ${advice}`,
  );
}
