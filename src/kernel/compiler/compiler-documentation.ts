import type TypeScript from "@tslab/typescript-for-tslab";
import {isPackageFile} from "./source-files";
import type {TypeScriptApi} from "./options";

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
