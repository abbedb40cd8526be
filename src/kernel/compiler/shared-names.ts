import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/** Text put into a line, in front of what stood at a column; both counted from 0. */
export type Inserted = {readonly line: number; readonly column: number; readonly length: number};

const word = "export ";

/**
 * Makes variables of a cell the same for all cells. The converter writes
 *
 *     let rate = 0.1;  function step() { return rate; }  export { rate, step };
 *
 * which becomes a local variable and a copy of it: `rate = 0.01` in the next cell would change the
 * copy, and `step()` go on with 0.1. With `export let` every use is one of `exports.rate`.
 *
 * @param text what the converter has emitted, an ES module that ends in `export { … };`
 * @returns the text to go on with, and the names of variables that are declared without a value
 */
export function shareVariables(
  ts: TypeScriptApi,
  text: string,
): {text: string; inserted: Inserted[]; unset: Set<string>} {
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.ES2022);
  const shared = new Set<string>();
  const unset = new Set<string>();
  const starts = file.statements.filter(isShared).map((statement) => {
    for (const {name, initializer} of statement.declarationList.declarations) {
      addNames(name);
      if (!initializer && ts.isIdentifier(name)) unset.add(name.text);
    }
    return statement.getStart(file);
  });
  if (starts.length === 0) return {text, inserted: [], unset};

  const inserted = starts.map((start) => {
    const {line, character} = file.getLineAndCharacterOfPosition(start);
    return {line, column: character, length: word.length};
  });
  let shareable = text;
  for (const statement of [...file.statements].reverse()) {
    const start = statement.getStart(file);
    if (starts.includes(start))
      shareable = `${shareable.slice(0, start)}${word}${shareable.slice(start)}`;
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const rest = statement.exportClause.elements.filter(({name}) => !shared.has(name.text));
    const clause = `export { ${rest.map((element) => element.getText(file)).join(", ")} };`;
    shareable = shareable.slice(0, start) + clause + shareable.slice(statement.end);
  }
  return {text: shareable, inserted, unset};

  /** `const` never changes; a `var` without a value is what an enum or a namespace turns into. */
  function isShared(statement: TypeScript.Statement): statement is TypeScript.VariableStatement {
    if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return false;
    const {flags, declarations} = statement.declarationList;
    if (flags & ts.NodeFlags.Const) return false;
    return Boolean(flags & ts.NodeFlags.Let) || declarations.every((each) => each.initializer);
  }

  function addNames(name: TypeScript.BindingName): void {
    if (ts.isIdentifier(name)) shared.add(name.text);
    else
      for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name);
  }
}
