import {toCodePoints, toUnits} from "./code-points";
import type {Content} from "./messages";
import {readPageRequest} from "./pager";
import type {Compiler} from "../protocol";

/** What the page asks about code that is being written; answered while a cell computes, too. */

export async function completion(compiler: Compiler, request: Content): Promise<Content> {
  const {code, cursor} = readPosition(request);
  const {matches, start, end} = await compiler.complete(code, cursor);
  const cursor_start = toCodePoints(code, start);
  const cursor_end = toCodePoints(code, end);
  const span = {start: cursor_start, end: cursor_end};
  const _jupyter_types_experimental = matches.map(({text, kind}) => ({text, type: kind, ...span}));
  return {
    status: "ok",
    matches: matches.map(({text}) => text),
    cursor_start,
    cursor_end,
    metadata: {_jupyter_types_experimental},
  };
}

export async function inspection(compiler: Compiler, request: Content): Promise<Content> {
  const {code, cursor} = readPosition(request);
  const level = request["detail_level"] === 1 ? 1 : 0;
  const data = await compiler.inspect(code, cursor, level);
  return {status: "ok", found: data !== null, data: data ?? {}, metadata: {}};
}

export async function completeness(compiler: Compiler, request: Content): Promise<Content> {
  const code = readCode(request);
  if (readPageRequest(code)) return {status: "complete"};
  return {...(await compiler.isComplete(code))};
}

export function readCode({code}: Content): string {
  if (typeof code !== "string") throw new TypeError(`code must be a string, got ${typeof code}`);
  return code;
}

/** A missing cursor stands at the end; a wild one is clamped. */
function readPosition(request: Content): {code: string; cursor: number} {
  const code = readCode(request);
  const {cursor_pos} = request;
  return {code, cursor: typeof cursor_pos === "number" ? toUnits(code, cursor_pos) : code.length};
}
