import {inspect} from "node:util";
import {cutText, isInsidePair} from "./cut-text";
import {namesAsTyped} from "./names-as-typed";
import type {Place} from "./source-positions";
import {shortName} from "../short-name";
import {framesOf, listed, named} from "./stack-frames";
import type {ErrorPlaces} from "./stack-frames";
import type {Fault} from "../protocol";

const maxDepth = 5;

/**
 * A failure as the reader should see it: what was thrown, the line of theirs that threw it, and how
 * the program came there, without the kernel's or Node's own frames; causes after it.
 */
export function faultOf(thrown: unknown, places: ErrorPlaces): Fault {
  const {ename, evalue} = describe(thrown);
  const seen = new Set<unknown>();
  const advice = earlyUseAdvice(thrown, places);
  const told = advice ? `${evalue}. ${advice}` : evalue;
  return {ename, evalue: told, traceback: tracebackOf(thrown, places, seen)};
}

/**
 * A name that code of a cell uses before the cell has come to the line that gives it its value; a function
 * keeps that line out of the reach of the checker, and of a cell that has failed it never comes.
 */
function earlyUseAdvice(thrown: unknown, places: ErrorPlaces): string | null {
  const {ename, evalue} = describe(thrown);
  const name = /^Cannot access '(.+)' before initialization$/.exec(evalue)?.[1];
  if (ename !== "ReferenceError" || name === undefined) return null;
  const stack = read(thrown, "stack");
  const frames = typeof stack === "string" ? framesOf(thrown, stack, places) : [];
  const file = frames.find(({place}) => place)?.place?.file;
  if (file === undefined) return null;
  const where = shortName(file, places.folders);
  return `${where} gives ${name} its value in a line that it did not come to yet: move that line above the use, or, if ${where} failed before it, run it to its end first.`;
}

function tracebackOf(thrown: unknown, places: ErrorPlaces, seen: Set<unknown>): string[] {
  const {ename, evalue} = describe(thrown);
  const head = evalue ? `${ename}: ${evalue}` : ename;
  if (seen.has(thrown) || seen.size >= maxDepth) return [head];
  seen.add(thrown);
  const stack = read(thrown, "stack");
  const frames = typeof stack === "string" ? framesOf(thrown, stack, places) : [];
  const own = frames.find(({place}) => place);
  const lines = [head];
  if (own?.place) lines.push(excerpt(own.place, places));
  lines.push(...listed(frames));
  const advice = earlyUseAdvice(thrown, places);
  if (advice) lines.push("", advice);
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

/** Name and message of anything that can be thrown; never throws itself. */
export function describe(thrown: unknown): {ename: string; evalue: string} {
  if (isError(thrown)) {
    const name = read(thrown, "name");
    const message = read(thrown, "message");
    const ename = typeof name === "string" && name ? name : "Error";
    const evalue = typeof message === "string" ? namesAsTyped(ename, message) : show(message);
    return {ename, evalue};
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
