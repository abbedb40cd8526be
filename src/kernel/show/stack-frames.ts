import path from "node:path";
import {shortName} from "../short-name";
import {UnparsedSource} from "./source-positions";
import type {Place, SourceTexts} from "./source-positions";

const maxFrames = 20;
const maxPackageFrames = 2;

/** How many lines that were led back to the reader's are remembered. */
const rememberedLines = 10_000;

export type ErrorPlaces = {
  readonly texts: SourceTexts;
  /** Folders from which files are named, the nearest first. */
  readonly folders: readonly string[];
  /** Files of the kernel itself: their frames say nothing to a reader. */
  readonly isOurs: (file: string) => boolean;
  /** Lines of stacks that name the reader's places already, in the order in which they were written. */
  readonly written: Map<string, Frame>;
};

export type Frame = {
  readonly text: string;
  readonly place: Place | null;
  readonly isPackage: boolean;
  /** A line that counts frames left out, as it was written. */
  readonly isCount?: boolean;
};

const framePattern = /^\s*at (?:(.*?) \()?((?:file:\/\/)?.*?):(\d+):(\d+)\)?$/;

const countPattern = /^ {4}… \d+ more (?:of the same|in packages)$/;

/** Where code was that `eval` or `new Function` made: `eval at name (In[3]:4:1), <anonymous>` */
const evalOrigin = /^eval at .*\(([^()]+):(\d+):(\d+)\)+, /;

/**
 * The frames of an error's stack as the reader should see them: without the kernel's and Node's own,
 * at the lines as they were typed. Lines that name those already are taken as they are.
 */
export function framesOf(thrown: unknown, stack: string, places: ErrorPlaces): Frame[] {
  const frames: Frame[] = [];
  const atPlace = (place: Place) =>
    frames.push({text: named(place, places), place, isPackage: false});
  const syntax = /^(In\[\d+\]|\/.*?):(\d+)\n/.exec(stack);
  if (syntax && places.texts.has(syntax[1])) {
    const column = (stack.split("\n")[2] ?? "").indexOf("^") + 1;
    const place = places.texts.placeOf(syntax[1], Number(syntax[2]), Math.max(1, column));
    if (place) atPlace(place);
  }
  for (const line of stack.split("\n")) {
    const frame = places.written.get(line) ?? frameOf(line, places);
    if (frame) frames.push(frame);
  }
  if (thrown instanceof UnparsedSource && frames[0]?.text !== named(thrown.place, places)) {
    atPlace(thrown.place);
    frames.unshift(...frames.splice(-1));
  }
  return frames;
}

function frameOf(line: string, places: ErrorPlaces): Frame | null {
  if (countPattern.test(line)) return {text: line, place: null, isPackage: false, isCount: true};
  const match = framePattern.exec(line);
  if (!match) return null;
  const [, rawCall = ""] = match;
  const [, rawFile, lineNumber, column] = evalOrigin.exec(match[2]) ?? match.slice(1);
  const file = rawFile.replace(/^file:\/\//, "");
  if (/^node:|^\[.*\]-wrapper$/.test(file) || places.isOurs(file)) return null;
  const known = places.texts.has(file);
  const place = known ? places.texts.placeOf(file, Number(lineNumber), Number(column)) : null;
  if (known && !place) return null;
  const where = place
    ? named(place, places)
    : `${shortName(file, places.folders)}:${lineNumber}:${column}`;
  // A cell's code runs in a nameless function of ours; names of exports come with a prefix of theirs.
  const call = rawCall
    .replace(/^(async )?(?:Object|exports|Module)\./, "$1")
    .replace(/^(?:eval|(?:\w+\.)?<anonymous>)$/, "");
  const isPackage = file.includes(`${path.sep}node_modules${path.sep}`);
  return {text: call ? `${call} (${where})` : where, place, isPackage};
}

/** Frames as lines; repeated ones and those deep inside packages are only counted. */
export function listed(frames: readonly Frame[]): string[] {
  const lines: string[] = [];
  let same = 0;
  let inPackages = 0;
  const skip = () => {
    if (same > 0) lines.push(`    … ${same} more of the same`);
    if (inPackages > maxPackageFrames)
      lines.push(`    … ${inPackages - maxPackageFrames} more in packages`);
    same = 0;
  };
  for (const [i, {text, isPackage, isCount}] of frames.entries()) {
    if (i > 0 && frames[i - 1].text === text) {
      same++;
      continue;
    }
    if (same > 0 || !isPackage) skip();
    inPackages = isPackage ? inPackages + 1 : 0;
    if (inPackages > maxPackageFrames) continue;
    lines.push(isCount ? text : lineOf(text));
  }
  skip();
  return lines.slice(0, maxFrames);
}

/** A stack of these frames; they are remembered, so that its lines are not led back once more. */
export function writtenStack(head: string, frames: readonly Frame[], places: ErrorPlaces): string {
  const {written} = places;
  for (const frame of frames) {
    const line = lineOf(frame.text);
    written.delete(line);
    written.set(line, frame);
  }
  for (const oldest of written.keys()) {
    if (written.size <= rememberedLines) break;
    written.delete(oldest);
  }
  return [head, ...listed(frames)].join("\n");
}

const lineOf = (frame: string) => `    at ${frame}`;

export const named = ({file, line, column}: Place, {folders}: Pick<ErrorPlaces, "folders">) =>
  `${shortName(file, folders)}:${line}:${column}`;
