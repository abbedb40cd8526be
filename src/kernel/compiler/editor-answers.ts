import type TypeScript from "@tslab/typescript-for-tslab";
import type {Documentation} from "./compiler-documentation";
import type {TypeScriptApi} from "./options";
import type {Completeness, MimeBundle} from "../protocol";

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
