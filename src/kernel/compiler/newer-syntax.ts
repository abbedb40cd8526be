import type TypeScript from "@tslab/typescript-for-tslab";
import {loadEsbuild} from "../load-esbuild";
import type {TypeScriptApi} from "./options";

/**
 * A text without the attributes of its imports, `import x from "./a.json" with {type: "json"}`, which
 * TypeScript 5.0 does not read yet. They only repeat what a file's name says, so they are blanked; every
 * other character keeps its place.
 */
export function withoutImportAttributes(ts: TypeScriptApi, text: string): string {
  let blanked = text;
  while (/\bwith\b/.test(blanked)) {
    const found = attributesIn(ts, blanked);
    if (!found) break;
    const spaces = blanked.slice(found.start, found.end).replace(/[^\r\n]/g, " ");
    blanked = blanked.slice(0, found.start) + spaces + blanked.slice(found.end);
  }
  return blanked;
}

type Range = {readonly start: number; readonly end: number};

function attributesIn(ts: TypeScriptApi, text: string): Range | null {
  const file = ts.createSourceFile("text.ts", text, ts.ScriptTarget.ES2022);
  let found: Range | null = null;
  const visit = (node: TypeScript.Node): void => {
    if (found) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier) found = attributesFrom(ts, text, node.moduleSpecifier.end);
    } else ts.forEachChild(node, visit); // An import behind such a one is read as a part of it.
  };
  visit(file);
  return found;
}

/** From `with` to the closing brace, where that is what follows. */
function attributesFrom(ts: TypeScriptApi, text: string, at: number): Range | null {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, undefined, text, undefined, at);
  if (scanner.scan() !== ts.SyntaxKind.WithKeyword) return null;
  const start = scanner.getTokenPos();
  if (scanner.scan() !== ts.SyntaxKind.OpenBraceToken) return null;
  for (;;) {
    const token = scanner.scan();
    if (token === ts.SyntaxKind.CloseBraceToken) return {start, end: scanner.getTextPos()};
    if (!attributeTokens.has(ts.SyntaxKind[token]) && !ts.tokenToString(token)) return null;
    if (token === ts.SyntaxKind.OpenBraceToken) return null;
  }
}

const attributeTokens = new Set(["Identifier", "StringLiteral", "ColonToken", "CommaToken"]);

/** What newer versions read, and what says the same in TypeScript 5.0. */
const instead: readonly (readonly [RegExp, string])[] = [
  [
    /\busing\s+[\w$]+/,
    "instead of using, write const x = … and try { … } finally { … }, which lets go of x",
  ],
  [/\bimport\s+defer\b/, "leave out defer"],
  [/\bimport\s+source\b/, "leave out source"],
  [/\bimport\([^)]*\bwith\s*:/, "leave out the attributes of the import's type"],
];

/**
 * What to say of a text that TypeScript 5.0 cannot read and esbuild, which knows later versions, can;
 * null where it is no code for either.
 */
export function newerSyntaxAdvice(text: string): string | null {
  try {
    loadEsbuild().transformSync(text, {loader: "ts", target: "esnext", logLevel: "silent"});
  } catch {
    return null;
  }
  const known = instead.find(([pattern]) => pattern.test(text))?.[1];
  const way =
    known ?? "write it as that version has it, or move it into a .js file and import that";
  return `This syntax is newer than TypeScript 5.0, the language of this kernel: ${way}.`;
}
