import type TypeScript from "@tslab/typescript-for-tslab";
import {isEarlier} from "./earlier-cells";
import type {TypeScriptApi} from "./options";

/** Text put into a line, in front of what stood at a column; both counted from 0. */
export type Inserted = {readonly line: number; readonly column: number; readonly length: number};

const word = "export ";

export type SharedNames = {
  readonly text: string;
  readonly inserted: Inserted[];
  /** All values that the cell shares with later cells. */
  readonly names: readonly string[];
  /** Variables that are declared without a value. */
  readonly unset: ReadonlySet<string>;
  /** Names that the cell only says there are: `declare var g`. Their values are globals. */
  readonly ambient: readonly string[];
  /** Imported as a whole, `import x from`: what they mean changes when the file is loaded again. */
  readonly wholes: ReadonlySet<string>;
};

/**
 * Makes variables of a cell the same for all cells. The converter writes
 *
 *     let rate = 0.1;  function step() { return rate; }  export { rate, step };
 *
 * which becomes a local variable and a copy of it: `rate = 0.01` in the next cell would change the
 * copy, and `step()` go on with 0.1. With `export let` every use is one of `exports.rate`.
 *
 * @param text what the converter has emitted, an ES module that ends in `export { … };`
 * @returns the text to go on with, and the names that the cell declares
 */
export function shareVariables(ts: TypeScriptApi, text: string): SharedNames {
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
  const {names, ambient, wholes} = declaredNames(ts, file);
  if (starts.length === 0) return {text, inserted: [], names, unset, ambient, wholes};

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
  return {text: shareable, inserted, names, unset, ambient, wholes};

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

function declaredNames(ts: TypeScriptApi, file: TypeScript.SourceFile) {
  const exported: string[] = [];
  const declared = new Set<string>();
  const wholes = new Set<string>();
  const add = (name: TypeScript.BindingName): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement))
      for (const {name} of statement.declarationList.declarations) add(name);
    else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      declared.add(statement.name?.text ?? "");
    else if (ts.isImportDeclaration(statement) && statement.importClause) {
      const {name, namedBindings} = statement.importClause;
      if (name) wholes.add(name.text);
      if (namedBindings && ts.isNamespaceImport(namedBindings))
        declared.add(namedBindings.name.text);
      else for (const each of namedBindings?.elements ?? []) declared.add(each.name.text);
    } else if (ts.isExportDeclaration(statement) && statement.exportClause)
      if (ts.isNamedExports(statement.exportClause))
        exported.push(...statement.exportClause.elements.map(({name}) => name.text));
  }
  // A `var` inside of a block belongs to the cell, too.
  const inner = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped))
      for (const {name} of node.declarations) add(name);
    ts.forEachChild(node, inner);
  };
  inner(file);
  const names = exported.filter((name) => !name.startsWith("tsLastExpr"));
  const ambient = names.filter((name) => !declared.has(name) && !wholes.has(name));
  return {names, ambient, wholes};
}

/**
 * Turns names of earlier cells into members of `exports`: `depth` into `exports.depth`, and `{depth}`
 * into `{depth: exports.depth}`.
 *
 * The converter does the first for the cells just before, but knows nothing of shelves; and it asks
 * for the symbol at the name, which in a shorthand is that of the property, and so is the first name
 * in `const {depth: d} = run`.
 */
export function earlierNamesWriter(
  ts: TypeScriptApi,
  {checker, cell}: {checker: TypeScript.TypeChecker; cell: TypeScript.SourceFile},
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const {factory} = ts;
  const member = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isIdentifier(node)) {
        const {parent} = node as {parent?: TypeScript.Node};
        if (parent && ts.isPropertyAccessExpression(parent) && parent.name === node) return node;
        return comesFromEarlier(checker.getSymbolAtLocation(node))
          ? ts.setTextRange(member(node.text), node)
          : node;
      }
      if (ts.isBindingElement(node) && node.propertyName && ts.isIdentifier(node.propertyName)) {
        const {dotDotDotToken: dots, propertyName, name, initializer} = node;
        const property = ts.setTextRange(factory.createIdentifier(propertyName.text), propertyName);
        const bound = ts.visitNode(name, visit) as TypeScript.BindingName;
        const given = initializer && (ts.visitNode(initializer, visit) as TypeScript.Expression);
        return factory.updateBindingElement(node, dots, property, bound, given);
      }
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const {name, objectAssignmentInitializer: given} = node;
      const fallback = given && (ts.visitNode(given, visit) as TypeScript.Expression);
      const typed = ts.getOriginalNode(node);
      if (!comesFromEarlier(checker.getShorthandAssignmentValueSymbol(typed)))
        return factory.updateShorthandPropertyAssignment(node, name, fallback);
      const value = fallback
        ? factory.createAssignment(member(name.text), fallback)
        : member(name.text);
      return ts.setTextRange(factory.createPropertyAssignment(name.text, value), node);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };

  function comesFromEarlier(symbol: TypeScript.Symbol | undefined): boolean {
    const files = (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile());
    return files.some((file) => file !== cell && isEarlier(file));
  }
}
