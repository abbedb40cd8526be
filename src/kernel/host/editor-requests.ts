import type {Compiler} from "../protocol";
import type {Content} from "./messages";

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

/**
 * Positions in Jupyter count code points, positions in JavaScript count UTF-16 units: they part ways
 * behind every character above U+FFFF, a mathematical 𝑥 for one.
 */

/** UTF-16 offset of a code point position; wild positions are clamped to the text. */
export function toUnits(text: string, position: number): number {
  let units = 0;
  for (let point = 0; point < position && units < text.length; point++)
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

/** Code point position of a UTF-16 offset; the inside of a pair counts as its start. */
export function toCodePoints(text: string, offset: number): number {
  let points = 0;
  for (let units = 0; units < Math.min(offset, text.length); points++) {
    const width = text.codePointAt(units)! > 0xffff ? 2 : 1;
    if (units + width > offset) break;
    units += width;
  }
  return points;
}

/** `name?`, `?name` and `a.b?` ask for documentation, with a second `?` for the source as well. */
const question =
  /^\s*(?:([\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*(\?\??)|(\?\??)\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*))\s*;?\s*$/u;

export type PageRequest = {readonly name: string; readonly level: 0 | 1};

/** What a cell asks to see in the pager, if it is such a cell; none of these is TypeScript. */
export function readPageRequest(code: string): PageRequest | null {
  const match = question.exec(code);
  if (!match) return null;
  const [, nameFirst, marksLast, marksFirst, nameLast] = match;
  return {name: nameFirst ?? nameLast, level: (marksLast ?? marksFirst) === "??" ? 1 : 0};
}

/** The payload that opens the pager, or nothing where the name is unknown. */
export async function page(compiler: Compiler, {name, level}: PageRequest): Promise<Content[]> {
  const data = await compiler.inspect(name, name.length, level);
  return data ? [{source: "page", data, start: 0}] : [];
}
