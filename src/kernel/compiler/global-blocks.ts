import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/**
 * The declarations of a cell with the values of `declare global { … }` taken out of their block: later
 * cells know them as names of an earlier cell, whose values are those of the globals.
 *
 * @param text what the compiler has printed of a cell
 */
export function withoutGlobalBlocks(
  ts: TypeScriptApi,
  text: string,
): {text: string; names: readonly string[]} {
  if (!/\bdeclare\s+global\b/.test(text)) return {text, names: []};
  const file = ts.createSourceFile("cell.d.ts", text, ts.ScriptTarget.ES2022);
  const names: string[] = [];
  const lifted: string[] = [];
  let left = text;
  for (const block of [...file.statements].reverse()) {
    if (!ts.isModuleDeclaration(block) || block.name.text !== "global") continue;
    if (!block.body || !ts.isModuleBlock(block.body)) continue;
    for (const statement of [...block.body.statements].reverse()) {
      const found = valuesOf(ts, statement);
      if (found.length === 0) continue;
      names.push(...found);
      lifted.push(`declare ${statement.getText(file)}`);
      left = left.slice(0, statement.getFullStart()) + left.slice(statement.end);
    }
  }
  return {text: [left, ...lifted].join("\n"), names: [...new Set(names)]};
}

/** Code that makes a member of `exports` stand for the global of that name. */
export function globalMember(name: string): string {
  const member = `{enumerable: true, get: () => ${name}, set: (__value) => (${name} = __value)}`;
  return `__define(exports, "${name}", ${member}); `;
}

function valuesOf(ts: TypeScriptApi, statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({name}) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name.text] : [];
  return [];
}
