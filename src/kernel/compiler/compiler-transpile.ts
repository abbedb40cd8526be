import type TypeScript from "@tslab/typescript-for-tslab";
import type {ModuleTranslator} from "./emit";
import type {TypeScriptApi} from "./options";
import {shareVariables} from "./shared-names";

/**
 * Turns the ES module that the converter emits into the body of a function, as
 * `ts.transpileModule` does, with six differences:
 *
 *     import(x)                                  → __import(x)
 *     import.meta                                → __meta
 *     await x                                    → __resumed(await x)
 *     require("x") of an import                  → __require("x")
 *     Object.defineProperty(exports, name, how)  → __define(exports, name, how)
 *     exports.name = void 0                      → nothing, where the cell gives it a value
 *
 * The first stays a true dynamic import, resolved from the notebook's folder (TypeScript would make
 * it a `require`); the second exists only in modules; the third ends a loop around an `await` that
 * was interrupted; the fourth lets a cell have a `require` of its own; the fifth lets a later cell
 * declare an imported name anew; the sixth keeps V8 from taking every number for an object.
 */
export function toRunnableModule(
  ts: TypeScriptApi,
  text: string,
  translate: ModuleTranslator,
): TypeScript.TranspileOutput {
  const {factory} = ts;
  const call = (name: string, args: readonly TypeScript.Expression[]) =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, args);
  const withHooks: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isAwaitExpression(seen)) return call("__resumed", [seen]);
      if (ts.isMetaProperty(seen) && seen.keywordToken === ts.SyntaxKind.ImportKeyword)
        return factory.createIdentifier("__meta");
      if (ts.isCallExpression(seen) && seen.expression.kind === ts.SyntaxKind.ImportKeyword)
        return call("__import", seen.arguments);
      return seen;
    };
    const isNeeded = /\bawait\b|\bimport\s*[.(]/.test(text);
    return (file) => (isNeeded ? ts.visitEachChild(file, visit, context) : file);
  };
  const {text: shareable, inserted, unset} = shareVariables(ts, text);
  const forCells: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => (file) => {
    const renamed = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, renamed, context);
      // What the reader has written has a position.
      const isOfImport =
        ts.isCallExpression(seen) &&
        ts.isIdentifier(seen.expression) &&
        seen.expression.text === "require" &&
        seen.expression.pos < 0;
      return isOfImport ? call("__require", seen.arguments) : seen;
    };
    const hasImports = /\bimport\b/.test(text);
    const imported = hasImports ? ts.visitEachChild(file, renamed, context) : file;
    return factory.updateSourceFile(
      imported,
      imported.statements.flatMap((statement) => {
        if (!ts.isExpressionStatement(statement)) return statement;
        const {expression} = statement;
        const names = resetNames(ts, expression);
        if (names) return names.filter((name) => unset.has(name)).map(resetOf);
        return ts.isCallExpression(expression) && definesExport(ts, expression)
          ? factory.updateExpressionStatement(statement, call("__define", expression.arguments))
          : statement;
      }),
    );
  };
  const resetOf = (name: string) =>
    factory.createExpressionStatement(
      factory.createAssignment(
        factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name),
        factory.createVoidZero(),
      ),
    );
  const output = translate(shareable, {before: [withHooks], after: [forCells]});
  const map = JSON.parse(output.sourceMapText) as object;
  return {
    ...output,
    sourceMapText: JSON.stringify({...map, x_inserted: inserted}),
    outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"),
  };
}

/** `Object.defineProperty(exports, …)` */
function definesExport(ts: TypeScriptApi, call: TypeScript.CallExpression): boolean {
  const {expression: callee, arguments: args} = call;
  const [target] = args;
  return (
    args.length === 3 &&
    ts.isIdentifier(target) &&
    target.text === "exports" &&
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === "defineProperty"
  );
}

/** The names in `exports.a = exports.b = void 0`, which TypeScript writes at the top; else null. */
function resetNames(ts: TypeScriptApi, expression: TypeScript.Expression): string[] | null {
  const names: string[] = [];
  let rest = expression;
  while (
    ts.isBinaryExpression(rest) &&
    ts.isPropertyAccessExpression(rest.left) &&
    ts.isIdentifier(rest.left.expression) &&
    rest.left.expression.text === "exports"
  ) {
    names.push(rest.left.name.text);
    rest = rest.right;
  }
  // `void f()` as the last expression of a cell is assigned as well, and has to run.
  const isVoidZero = ts.isVoidExpression(rest) && ts.isNumericLiteral(rest.expression);
  return names.length > 0 && isVoidZero ? names : null;
}
