import type TypeScript from "@tslab/typescript-for-tslab";
import {readdirSync} from "node:fs";
import path from "node:path";
import {mappedFiles} from "../import-paths";
import type {ImportPath} from "../import-paths";
import type {Completeness, Completion, MimeBundle} from "../protocol";
import type {TypeScriptApi} from "./options";
import {isPackageFile} from "./source-files";

/** Whether a text can run as it stands, wants more lines, or can no longer become right. */
export function completenessOf(ts: TypeScriptApi, source: string): Completeness {
  // The marker makes it a module, where `await` may stand at the top.
  const file = ts.createSourceFile("cell.ts", `export {};${source}`, ts.ScriptTarget.Latest);
  const offset = "export {};".length;
  const problems = (file as unknown as {parseDiagnostics: TypeScript.DiagnosticWithLocation[]})
    .parseDiagnostics;
  if (problems.length === 0) return {status: "complete"};
  const end = source.trimEnd().length + offset;
  const [first] = problems;
  const message = ts.flattenDiagnosticMessageText(first.messageText, "\n");
  const openEnded = first.start >= end || /^Unterminated template|^'\*\/' expected/.test(message);
  return openEnded ? {status: "incomplete", indent: nextIndent(source)} : {status: "invalid"};
}

function nextIndent(source: string): string {
  const line = source.slice(source.lastIndexOf("\n") + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[[{(]\s*$/.test(line) ? `${indent}  ` : indent;
}

/** What an editor shows beside a completion; TypeScript's own word where Jupyter has none. */
export function kindOf(kind: string): string {
  const known: Record<string, string> = {
    var: "instance",
    let: "instance",
    const: "instance",
    "local var": "instance",
    "local function": "function",
    method: "function",
    getter: "property",
    setter: "property",
    construct: "function",
    "enum member": "property",
    "primitive type": "type",
    "external module name": "module",
    alias: "module",
    "JSX attribute": "property",
  };
  return known[kind] ?? (kind || "text");
}

/**
 * A signature with its documentation, in Markdown and as plain text; null for an unknown name.
 *
 * @param more documentation that the checker has not seen, and the text of the declaration
 */
export function inspectionOf(
  info: TypeScript.QuickInfo | undefined,
  more: {documentation: Documentation | null; source: string | null},
): MimeBundle | null {
  const signature = textOf(info?.displayParts);
  if (!info || !signature) return null;
  // An unknown name has no symbol: its kind is empty and its type `any`.
  if (info.kind === "" && signature === "any") return null;
  const seen: Documentation = {
    text: textOf(info.documentation),
    tags: (info.tags ?? []).map(({name, text}) => ({name, text: textOf(text)})),
  };
  const {text, tags} = seen.text || seen.tags.length > 0 ? seen : (more.documentation ?? seen);
  const code = (typescript: string) => "```typescript\n" + typescript + "\n```";
  const joined = (parts: readonly string[]) => parts.filter((part) => part).join("\n\n");
  const {source} = more;
  return {
    "text/markdown": joined([
      code(signature),
      text,
      tags.map((tag) => `*@${tag.name}* ${tag.text}`.trim()).join("  \n"),
      source ? code(source) : "",
    ]),
    "text/plain": joined([
      signature,
      text,
      tags.map((tag) => `@${tag.name} ${tag.text}`.trim()).join("\n"),
      source ?? "",
    ]),
  };
}

/**
 * The signature of the call around the cursor, its other overloads below, with the documentation of the
 * function and of the argument that is written; null outside of any call.
 */
export function signatureOf(found: TypeScript.SignatureHelpItems | undefined): MimeBundle | null {
  const {items = [], selectedItemIndex = 0, argumentIndex = 0} = found ?? {};
  const chosen = items[selectedItemIndex];
  if (!chosen) return null;
  const written = (item: TypeScript.SignatureHelpItem): string =>
    [
      textOf(item.prefixDisplayParts),
      item.parameters
        .map(({displayParts}) => textOf(displayParts))
        .join(textOf(item.separatorDisplayParts)),
      textOf(item.suffixDisplayParts),
    ].join("");
  const others = items.filter((item) => item !== chosen).slice(0, 4);
  const signatures = [chosen, ...others].map(written).join("\n");
  // What comes after the last parameter belongs to it where it takes the rest.
  const last = chosen.parameters.length - 1;
  const argument =
    chosen.parameters[chosen.isVariadic ? Math.min(argumentIndex, last) : argumentIndex];
  const about = [
    textOf(chosen.documentation),
    argument && `${argument.name}: ${textOf(argument.documentation)}`.replace(/: $/, ""),
  ];
  const joined = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join("\n\n");
  return {
    "text/markdown": joined(["```typescript\n" + signatures + "\n```", ...about]),
    "text/plain": joined([signatures, ...about]),
  };
}

const textOf = (parts: readonly TypeScript.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map((part) => part.text).join("");

const inImport = /\b(?:from|import|require)\s*\(?\s*["']([^"'\n]*\/[^"'\n]*)$/;

/** Files and folders that the import being typed may mean; null where none is being typed. */
export function completePath(
  source: string,
  cursor: number,
  {cwd, paths}: {readonly cwd: string; readonly paths: readonly ImportPath[]},
): Completion | null {
  const typed = inImport.exec(source.slice(0, cursor))?.[1];
  if (typed === undefined) return null;
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const begun = typed.slice(folder.length);
  const isRelative = /^\.{1,2}\//.test(folder);
  const bases = isRelative ? [path.join(cwd, folder)] : mappedFiles(folder, paths);
  const matches = bases.flatMap((base) => modulesIn(base, begun));
  // In a package's own folders it is TypeScript that knows the way.
  if (!isRelative && matches.length === 0) return null;
  return {matches, start: cursor - begun.length, end: cursor};
}

function modulesIn(folder: string, begun: string): {text: string; kind: string}[] {
  const matches: {text: string; kind: string}[] = [];
  try {
    for (const entry of readdirSync(folder, {withFileTypes: true})) {
      if (!entry.name.startsWith(begun) || /^\.|^node_modules$|\.d\.ts$/.test(entry.name)) continue;
      if (entry.isDirectory()) matches.push({text: `${entry.name}/`, kind: "module"});
      else if (entry.name.endsWith(".json")) matches.push({text: entry.name, kind: "file"});
      else if (/\.[jt]sx?$/.test(entry.name))
        matches.push({text: entry.name.replace(/\.[jt]sx?$/, ""), kind: "module"});
    }
  } catch {
    // No such folder: nothing to offer.
  }
  return matches;
}

export type Documentation = {
  readonly text: string;
  readonly tags: readonly {readonly name: string; readonly text: string}[];
};

/**
 * The documentation of something that a package declares, read from the file: the parsed file has
 * it only as plain comments (compiler/source-files.ts).
 */
export function packageDocumentation(
  ts: TypeScriptApi,
  declaration: TypeScript.Declaration | undefined,
): Documentation | null {
  const file = declaration?.getSourceFile();
  if (!declaration || !file || !isPackageFile(file.fileName)) return null;
  const text = ts.sys.readFile(file.fileName) ?? "";
  // The comment of `declare const x` stands before the statement, not before the name.
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = comments.filter(({pos}) => text.startsWith("/**", pos)).at(-1);
  if (!last) return null;
  const example = `${text.slice(last.pos, last.end)}\ndeclare let documented: any;`;
  const [statement] = ts.createSourceFile("example.ts", example, 99, true).statements;
  const jsDoc = (statement as {jsDoc?: TypeScript.JSDoc[]}).jsDoc?.at(-1);
  if (!jsDoc) return null;
  return {
    text: ts.getTextOfJSDocComment(jsDoc.comment) ?? "",
    tags: (jsDoc.tags ?? []).map((tag) => {
      const comment = ts.getTextOfJSDocComment(tag.comment) ?? "";
      const name = ts.isJSDocParameterTag(tag) ? tag.name.getText() : undefined;
      return {name: tag.tagName.text, text: [name, comment].filter((part) => part).join(" ")};
    }),
  };
}
