import path from "node:path";
import {inspect} from "node:util";
import {cutText, isInsidePair} from "./cut-text";
import {UnparsedSource} from "./source-positions";
import type {Place, SourceTexts} from "./source-positions";
import type {Fault} from "../protocol";

const maxFrames = 20;
const maxPackageFrames = 2;
const maxDepth = 5;

export type ErrorPlaces = {
  readonly texts: SourceTexts;
  /** Folders from which files are named, the nearest first. */
  readonly folders: readonly string[];
  /** Files of the kernel itself: their frames say nothing to a reader. */
  readonly isOurs: (file: string) => boolean;
};

/**
 * A failure as the reader should see it: what was thrown, the line of theirs that threw it, and how
 * the program came there, without the kernel's or Node's own frames; causes after it.
 */
export function faultOf(thrown: unknown, places: ErrorPlaces): Fault {
  const {ename, evalue} = describe(thrown);
  const seen = new Set<unknown>();
  return {ename, evalue, traceback: tracebackOf(thrown, places, seen)};
}

function tracebackOf(thrown: unknown, places: ErrorPlaces, seen: Set<unknown>): string[] {
  const {ename, evalue} = describe(thrown);
  const head = evalue ? `${ename}: ${evalue}` : ename;
  if (seen.has(thrown) || seen.size >= maxDepth) return [head];
  seen.add(thrown);
  const frames = framesOf(thrown, places);
  const own = frames.find(({place}) => place);
  const lines = [head];
  if (own?.place) lines.push(excerpt(own.place, places));
  lines.push(...listed(frames));
  const cause = read(thrown, "cause");
  if (cause !== undefined) {
    const [first, ...rest] = tracebackOf(cause, places, seen);
    lines.push("", `Caused by: ${first}`, ...rest);
  }
  const errors = read(thrown, "errors");
  if (Array.isArray(errors))
    for (const [i, error] of errors.slice(0, 5).entries()) {
      const [first, ...rest] = tracebackOf(error, places, seen);
      lines.push("", `[${i + 1} of ${errors.length}] ${first}`, ...rest);
    }
  return lines;
}

/** Frames as lines; repeated ones and those deep inside packages are only counted. */
function listed(frames: readonly Frame[]): string[] {
  const lines: string[] = [];
  let same = 0;
  let inPackages = 0;
  const skip = () => {
    if (same > 0) lines.push(`    … ${same} more of the same`);
    if (inPackages > maxPackageFrames)
      lines.push(`    … ${inPackages - maxPackageFrames} more in packages`);
    same = 0;
  };
  for (const [i, {text, isPackage}] of frames.entries()) {
    if (i > 0 && frames[i - 1].text === text) {
      same++;
      continue;
    }
    if (same > 0 || !isPackage) skip();
    inPackages = isPackage ? inPackages + 1 : 0;
    if (inPackages > maxPackageFrames) continue;
    lines.push(`    at ${text}`);
  }
  skip();
  return lines.slice(0, maxFrames);
}

/** Name and message of anything that can be thrown; never throws itself. */
export function describe(thrown: unknown): {ename: string; evalue: string} {
  if (isError(thrown)) {
    const name = read(thrown, "name");
    const message = read(thrown, "message");
    return {
      ename: typeof name === "string" && name ? name : "Error",
      evalue: typeof message === "string" ? message : show(message),
    };
  }
  return {ename: "Thrown", evalue: show(thrown)};
}

const isError = (thrown: unknown): thrown is Error => {
  try {
    return (
      thrown instanceof Error ||
      Object.prototype.toString.call(thrown) === "[object Error]" ||
      (typeof thrown === "object" && thrown !== null && typeof read(thrown, "stack") === "string")
    );
  } catch {
    return false;
  }
};

function read(holder: unknown, name: string): unknown {
  try {
    return holder === null || holder === undefined
      ? undefined
      : (holder as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function show(value: unknown): string {
  try {
    if (typeof value === "string") return value;
    return inspect(value, {depth: 2, breakLength: 100, maxArrayLength: 20, maxStringLength: 2000});
  } catch {
    return "a value that cannot be printed";
  }
}

type Frame = {readonly text: string; readonly place: Place | null; readonly isPackage: boolean};

const framePattern = /^\s*at (?:(.*?) \()?((?:file:\/\/)?.*?):(\d+):(\d+)\)?$/;

function framesOf(thrown: unknown, places: ErrorPlaces): Frame[] {
  const stack = read(thrown, "stack");
  if (typeof stack !== "string") return [];
  const frames: Frame[] = [];
  if (thrown instanceof UnparsedSource)
    frames.push({text: named(thrown.place, places), place: thrown.place, isPackage: false});
  const syntax = /^(In\[\d+\]|\/.*?):(\d+)\n/.exec(stack);
  if (syntax && places.texts.has(syntax[1])) {
    const column = (stack.split("\n")[2] ?? "").indexOf("^") + 1;
    const place = places.texts.placeOf(syntax[1], Number(syntax[2]), Math.max(1, column));
    if (place) frames.push({text: named(place, places), place, isPackage: false});
  }
  for (const line of stack.split("\n")) {
    const match = framePattern.exec(line);
    if (!match) continue;
    const [, rawCall = "", rawFile, lineNumber, column] = match;
    const file = rawFile.replace(/^file:\/\//, "");
    if (file.startsWith("node:") || places.isOurs(file)) continue;
    const known = places.texts.has(file);
    const place = known ? places.texts.placeOf(file, Number(lineNumber), Number(column)) : null;
    if (known && !place) continue;
    const where = place
      ? named(place, places)
      : `${shortName(file, places.folders)}:${lineNumber}:${column}`;
    // A cell's code runs in a nameless function of ours; names of exports come with a prefix of theirs.
    const call = rawCall
      .replace(/^(async )?(?:Object|exports|Module)\./, "$1")
      .replace(/^(?:eval|(?:\w+\.)?<anonymous>)$/, "");
    const isPackage = file.includes(`${path.sep}node_modules${path.sep}`);
    frames.push({text: call ? `${call} (${where})` : where, place, isPackage});
  }
  return frames;
}

const named = ({file, line, column}: Place, {folders}: ErrorPlaces) =>
  `${shortName(file, folders)}:${line}:${column}`;

function excerpt(place: Place, places: ErrorPlaces): string {
  const number = String(place.line);
  const text = place.lineText.replace(/[\r\t]/g, " ");
  let from = Math.max(0, place.column - 100);
  if (isInsidePair(text, from)) from--;
  const gutter = " ".repeat(number.length);
  return [
    `${gutter} ┌ ${named(place, places)}`,
    `${number} │ ${cutText(text.slice(from), 160)}`,
    `${gutter} │ ${" ".repeat(place.column - 1 - from)}^`,
  ].join("\n");
}

/** A path as seen from the first folder that holds the file. */
export function shortName(file: string, folders: readonly string[]): string {
  if (!path.isAbsolute(file)) return file;
  for (const folder of folders) {
    const relative = path.relative(folder, file);
    if (!relative.startsWith("..") && !path.isAbsolute(relative)) return relative;
  }
  return file;
}
