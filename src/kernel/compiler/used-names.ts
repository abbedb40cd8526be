import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/** What a cell has to do with the names of the notebook. */
export type UsedNames = {
  /** Names that its statements use as they run, those of earlier cells and its own. */
  readonly uses: readonly string[];
  /** For each function or class that it declares, the names that calls of it will use. */
  readonly usesLater: Readonly<Record<string, readonly string[]>>;
  /** Names of earlier cells that it gives another value. */
  readonly assigns: readonly string[];
};

/**
 * Reads which names a cell uses: at once, or later, when a function that it declares is called. A function
 * that is handed to another one counts as called at once.
 *
 * @param text what the converter has emitted: names of earlier cells are members of `exports`
 * @param own the names that the cell declares
 */
export function usedNames(ts: TypeScriptApi, text: string, own: readonly string[]): UsedNames {
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.ES2022);
  const declared = new Set(own);
  const now = new Set<string>();
  const assigned = new Set<string>();
  const later: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  const read = (node: TypeScript.Node, into: Set<string>, assigns: Set<string>) =>
    readNames(ts, node, {declared, into, assigns});
  const readLater = (name: string, node: TypeScript.Node): void => {
    const into = new Set<string>();
    read(node, into, new Set());
    later[name] = [...into].filter((each) => each !== name);
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) readLater(statement.name.text, statement);
    } else if (ts.isVariableStatement(statement))
      for (const {name, initializer} of statement.declarationList.declarations) {
        const isFunction =
          initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
        if (isFunction && ts.isIdentifier(name)) readLater(name.text, initializer);
        else for (const part of [name, initializer]) if (part) read(part, now, assigned);
      }
    else read(statement, now, assigned);
  }
  return {uses: [...now], usesLater: {...later}, assigns: [...assigned]};
}

function readNames(
  ts: TypeScriptApi,
  root: TypeScript.Node,
  found: {
    readonly declared: Set<string>;
    readonly into: Set<string>;
    readonly assigns: Set<string>;
  },
): void {
  const {declared, into, assigns} = found;
  /** `exports.name`, or a name of the cell itself. */
  const nameOf = (node: TypeScript.Node): string | null => {
    if (ts.isIdentifier(node)) return declared.has(node.text) ? node.text : null;
    const isEarlier =
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "exports";
    return isEarlier ? node.name.text : null;
  };
  const target = (node: TypeScript.Node): void => {
    const name = nameOf(node);
    if (name !== null) assigns.add(name);
    else if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node))
      ts.forEachChild(node, target);
    else if (ts.isPropertyAssignment(node)) target(node.initializer);
    else visit(node);
  };
  const visit = (node: TypeScript.Node): void => {
    const name = nameOf(node);
    if (name !== null) return void into.add(name);
    if (ts.isBinaryExpression(node) && isAssignment(ts, node.operatorToken.kind)) {
      target(node.left);
      if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) visit(node.left);
      return visit(node.right);
    }
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isStep(ts, node))
      target(node.operand);
    // A member's name is none of the notebook's.
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isPropertyAssignment(node)) {
      if (ts.isComputedPropertyName(node.name)) visit(node.name);
      return visit(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
}

const isAssignment = (ts: TypeScriptApi, kind: TypeScript.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

const isStep = (
  ts: TypeScriptApi,
  {operator}: TypeScript.PrefixUnaryExpression | TypeScript.PostfixUnaryExpression,
): boolean =>
  operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
