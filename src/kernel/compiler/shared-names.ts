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
  const built = builtNames(ts, file);
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

  /** `const` never changes while its cell runs: what runs later reads it by `sharedNamesWriter`. */
  function isShared(statement: TypeScript.Statement): statement is TypeScript.VariableStatement {
    if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return false;
    const {flags, declarations} = statement.declarationList;
    if (flags & ts.NodeFlags.Const) return false;
    return declarations.every(({name}) => !ts.isIdentifier(name) || !built.has(name.text));
  }

  function addNames(name: TypeScript.BindingName): void {
    if (ts.isIdentifier(name)) shared.add(name.text);
    else
      for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name);
  }
}

/** Enums and namespaces, each of which is a `var E;` and a function that fills it: `(E || (E = {}))`. */
function builtNames(ts: TypeScriptApi, file: TypeScript.SourceFile): ReadonlySet<string> {
  const names = file.statements.flatMap((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
      return [];
    const {expression: callee, arguments: args} = statement.expression;
    const [given] = args;
    if (!ts.isParenthesizedExpression(callee) || !ts.isFunctionExpression(callee.expression))
      return [];
    const {parameters} = callee.expression;
    if (args.length !== 1 || parameters.length !== 1 || !ts.isBinaryExpression(given)) return [];
    const {left} = given;
    return ts.isIdentifier(left) && parameters[0].name.getText(file) === left.text
      ? [left.text]
      : [];
  });
  return new Set(names);
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
 * into `{depth: exports.depth}`; and in functions the cell's own names that are not variables into
 * `(depth, exports.depth)`.
 *
 * The converter does the first for the cells just before, but knows nothing of shelves; and it asks
 * for the symbol at the name, which in a shorthand is that of the property, and so is the first name
 * in `const {depth: d} = run`.
 *
 * A function runs after a later cell may have declared its names anew, and then sees the new ones,
 * as names of all cells are one scope. The first half keeps the error of a name that is used too early.
 * What a name's own declaration says of it is left: a function that calls itself stays as quick.
 */
export function sharedNamesWriter(
  ts: TypeScriptApi,
  {checker, cell}: {checker: TypeScript.TypeChecker; cell: TypeScript.SourceFile},
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const {factory} = ts;
  const {locals} = cell as unknown as {locals?: ReadonlyMap<unknown, TypeScript.Symbol>};
  const member = (name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);
  return (context) => {
    let functionsAround = 0;
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isFunctionLike(node) && !ts.isPropertyDeclaration(node)) return visitInside(node);
      functionsAround++;
      const seen = ts.visitEachChild(node, visit, context);
      functionsAround--;
      return seen;
    };
    const visitInside = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isIdentifier(node)) {
        const {parent} = node as {parent?: TypeScript.Node};
        if (parent && ts.isPropertyAccessExpression(parent) && parent.name === node) return node;
        const value = valueOf(node, checker.getSymbolAtLocation(node));
        return value ? ts.setTextRange(value, node) : node;
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
      const found = valueOf(name, checker.getShorthandAssignmentValueSymbol(typed));
      if (!found) return factory.updateShorthandPropertyAssignment(node, name, fallback);
      const value = fallback ? factory.createAssignment(found, fallback) : found;
      return ts.setTextRange(factory.createPropertyAssignment(name.text, value), node);
    };
    return (file) => ts.visitEachChild(file, visit, context);

    /** What stands for a name where it is used; undefined where it stays. */
    function valueOf(name: TypeScript.Identifier, symbol: TypeScript.Symbol | undefined) {
      if (comesFromEarlier(symbol)) return member(name.text);
      if (functionsAround === 0 || !symbol || !isFixed(symbol)) return undefined;
      if (isAssigned(ts, name) || isInOwnDeclaration(name, symbol)) return undefined;
      const own = factory.createIdentifier(name.text);
      return factory.createParenthesizedExpression(factory.createComma(own, member(name.text)));
    }
  };

  function comesFromEarlier(symbol: TypeScript.Symbol | undefined): boolean {
    const files = (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile());
    return files.some((file) => file !== cell && isEarlier(file));
  }

  /** A name at the top of this cell that is no variable: those are members of `exports` already. */
  function isFixed(symbol: TypeScript.Symbol): boolean {
    if (locals?.get(symbol.escapedName) !== symbol) return false;
    if (!(symbol.flags & ts.SymbolFlags.Variable)) return true;
    const declaration = symbol.valueDeclaration;
    return (
      declaration !== undefined &&
      Boolean(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)
    );
  }

  /** Where a later cell can have no part yet: what is declared may be used before all have it. */
  function isInOwnDeclaration(
    name: TypeScript.Node,
    {declarations = []}: TypeScript.Symbol,
  ): boolean {
    const whole = declarations.map((declaration) =>
      ts.isBindingElement(declaration)
        ? ts.walkUpBindingElementsAndPatterns(declaration)
        : declaration,
    );
    for (let node = ts.getOriginalNode(name); node; node = node.parent)
      if (whole.some((each) => each === node)) return true;
    return false;
  }
}

function isAssigned(ts: TypeScriptApi, name: TypeScript.Node): boolean {
  const {isAssignmentTarget} = ts as unknown as {
    isAssignmentTarget(node: TypeScript.Node): boolean;
  };
  return isAssignmentTarget(ts.getOriginalNode(name));
}
