import type TypeScript from "@tslab/typescript-for-tslab";
import type {ModuleTranslator} from "./emit";
import type {TypeScriptApi} from "./options";
import {shareVariables} from "./shared-names";

export type RunnableModule = TypeScript.TranspileOutput & {
  /** Values that the cell declares, and those of them that get none where they are declared. */
  readonly names: readonly string[];
  readonly unset: readonly string[];
};

/**
 * Turns the ES module that the converter emits into the body of a function, as
 * `ts.transpileModule` does, with ten differences:
 *
 *     import(x)                                  → __import(x)
 *     import.meta                                → __meta
 *     await x                                    → __resumed(await x)
 *     require("x") of an import                  → __require("x")
 *     Object.defineProperty(exports, name, how)  → __define(exports, name, how)
 *     exports.name = void 0                      → nothing, where the cell gives it a value
 *     exports.name = …                           → the same, and `__given("name")` behind it
 *     exports.f = f of a function                → the same, at the top
 *     exports.x = module.default of an import    → __define(exports, "x", how)
 *     declare var g                              → __define(exports, "g", how)
 *
 * The first stays a true dynamic import, resolved from the notebook's folder (TypeScript would make
 * it a `require`); the second exists only in modules; the third ends a loop around an `await` that
 * was interrupted; the fourth lets a cell have a `require` of its own; the fifth lets a later cell
 * declare an imported name anew; the sixth keeps V8 from taking every number for an object; the
 * seventh tells which names have their values when a cell fails; with the eighth a function can be
 * called by later cells although its cell failed above it; the ninth shows an import as it is after an
 * edit of its file; the tenth leads a name that a cell only declares to the global of that name.
 */
export function toRunnableModule(
  ts: TypeScriptApi,
  text: string,
  translate: ModuleTranslator,
): RunnableModule {
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
    return (file) => {
      const seen = isNeeded ? ts.visitEachChild(file, visit, context) : file;
      return factory.updateSourceFile(seen, seen.statements.flatMap(oneByOne));
    };
  };
  /** `const a = 1, b = f()` as two statements: when `f` fails, `a` has its value. */
  const oneByOne = (statement: TypeScript.Statement): TypeScript.Statement[] => {
    if (!ts.isVariableStatement(statement)) return [statement];
    const {declarations, flags} = statement.declarationList;
    if (declarations.length < 2) return [statement];
    return declarations.map((declaration) => {
      const list = factory.createVariableDeclarationList([declaration], flags);
      return factory.createVariableStatement(statement.modifiers?.filter(ts.isModifier), list);
    });
  };
  const {text: shareable, inserted, names, unset, ambient, wholes} = shareVariables(ts, text);
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
    const functions: TypeScript.Statement[] = [];
    const statements = imported.statements.flatMap((statement) => {
      if (!ts.isExpressionStatement(statement)) return statement;
      const {expression} = statement;
      const reset = resetNames(ts, expression);
      if (reset) return reset.filter((name) => unset.has(name)).map(resetOf);
      if (ts.isCallExpression(expression) && definesExport(ts, expression))
        return factory.updateExpressionStatement(statement, call("__define", expression.arguments));
      return commaParts(ts, expression).flatMap((part) => {
        const alone = part === expression ? statement : factory.createExpressionStatement(part);
        const given = givenNames(ts, part).filter((name) => known.has(name));
        if (given.length === 0) return alone;
        const [name] = given;
        if (ts.isBinaryExpression(part) && wholes.has(name))
          return definition(name, {value: part.right});
        const both = [alone, mark(given)];
        if (!isFunctionOf(file, part, name)) return both;
        functions.push(...both);
        return [];
      });
    });
    const globals = ambient.map((name) => definition(name, {global: true}));
    return factory.updateSourceFile(imported, [...functions, ...globals, ...statements]);
  };
  const known = new Set(names);
  const mark = (given: readonly string[]) =>
    factory.createExpressionStatement(
      call(
        "__given",
        given.map((name) => factory.createStringLiteral(name)),
      ),
    );
  /** A name that is looked up anew at each use, and can be set where it is a global. */
  const definition = (name: string, is: {value: TypeScript.Expression} | {global: true}) => {
    const found = "value" in is ? is.value : factory.createIdentifier(name);
    const arrow = (parameters: readonly string[], body: TypeScript.Expression) =>
      factory.createArrowFunction(
        undefined,
        undefined,
        parameters.map((each) => factory.createParameterDeclaration(undefined, undefined, each)),
        undefined,
        undefined,
        body,
      );
    const given = factory.createIdentifier("__value");
    const how = [
      factory.createPropertyAssignment("enumerable", factory.createTrue()),
      factory.createPropertyAssignment("get", arrow([], found)),
      ...("value" in is
        ? []
        : [
            factory.createPropertyAssignment(
              "set",
              arrow(["__value"], factory.createAssignment(found, given)),
            ),
          ]),
    ];
    return factory.createExpressionStatement(
      call("__define", [
        factory.createIdentifier("exports"),
        factory.createStringLiteral(name),
        factory.createObjectLiteralExpression(how),
      ]),
    );
  };
  /** `exports.f = f`, where `f` is a function of this cell. */
  const isFunctionOf = (
    file: TypeScript.SourceFile,
    part: TypeScript.Expression,
    name: string,
  ): boolean =>
    ts.isBinaryExpression(part) &&
    ts.isIdentifier(part.right) &&
    part.right.text === name &&
    file.statements.some((each) => ts.isFunctionDeclaration(each) && each.name?.text === name);
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
    names,
    unset: [...unset],
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

/** `a = 1, b = 2` → `a = 1` and `b = 2` */
function commaParts(
  ts: TypeScriptApi,
  expression: TypeScript.Expression,
): readonly TypeScript.Expression[] {
  if (!ts.isBinaryExpression(expression)) return [expression];
  if (expression.operatorToken.kind !== ts.SyntaxKind.CommaToken) return [expression];
  return [...commaParts(ts, expression.left), expression.right];
}

/** The names in `exports.name = …`, of patterns and of assignments inside, too. */
function givenNames(ts: TypeScriptApi, expression: TypeScript.Expression): string[] {
  const names: string[] = [];
  const targets = (node: TypeScript.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "exports"
    )
      names.push(node.name.text);
    // A pattern's names become members of `exports` only when they are printed.
    else if (ts.isIdentifier(node)) names.push(node.text);
    else ts.forEachChild(node, targets);
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      targets(node.left);
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return names;
}
