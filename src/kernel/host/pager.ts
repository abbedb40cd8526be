import type {Content} from "./messages";
import type {Compiler} from "../protocol";

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
