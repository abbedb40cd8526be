import type TypeScript from "@tslab/typescript-for-tslab";
import {declaredIn} from "./lost-names";
import type {TypeScriptApi} from "./options";

/**
 * Declarations of earlier cells that the converter does not carry on with the next cell: namespaces, and
 * `import x = …`.
 *
 * @param text the declarations before the cell
 * @param cell the cell's own text: what it declares anew is left out
 */
export function carriedOn(ts: TypeScriptApi, text: string, cell: string): string {
  if (!/\bnamespace\b|\bmodule\b|\bimport\b/.test(text)) return "";
  const file = ts.createSourceFile("cells.d.ts", text, ts.ScriptTarget.ES2022);
  const anew = declaredIn(ts, cell);
  const isKept = (statement: TypeScript.Statement): boolean => {
    if (ts.isImportEqualsDeclaration(statement)) return !anew.has(statement.name.text);
    if (!ts.isModuleDeclaration(statement) || !ts.isIdentifier(statement.name)) return false;
    return statement.name.text !== "global" && !anew.has(statement.name.text);
  };
  return file.statements
    .filter(isKept)
    .map((statement) => statement.getText(file))
    .join("\n");
}
