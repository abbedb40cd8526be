import type TypeScript from "@tslab/typescript-for-tslab";
import type {ModuleTranslator} from "./emit";
import {followed, followedAssignment} from "./followed-values";
import type {TypeScriptApi} from "./options";
import {shareVariables} from "./shared-names";
import {usedNames} from "./used-names";
import type {UsedNames} from "./used-names";

export type RunnableModule = TypeScript.TranspileOutput &
  UsedNames & {
    /** Values that the cell declares, and those of them that get none where they are declared. */
    readonly names: readonly string[];
    readonly unset: readonly string[];
  };

/**
 * Turns the ES module that the converter emits into the body of a function, as
 * `ts.transpileModule` does, with eleven differences:
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
 *     const f = require("x"), f = require("x")   → const f = __follow(require("x"), …), and so on
 *
 * The first stays a true dynamic import, resolved from the notebook's folder (TypeScript would make
 * it a `require`); the second exists only in modules; the third ends a loop around an `await` that
 * was interrupted; the fourth lets a cell have a `require` of its own; the fifth lets a later cell
 * declare an imported name anew; the sixth keeps V8 from taking every number for an object; the
 * seventh tells which names have their values when a cell fails; with the eighth a function can be
 * called by later cells although its cell failed above it; the ninth shows an import as it is after an
 * edit of its file; the tenth leads a name that a cell only declares to the global of that name; the
 * eleventh gives a name its value again after an edit of the file.
 */
export function toRunnableModule(
  ts: TypeScriptApi,
  text: string,
  translate: ModuleTranslator,
): RunnableModule {
  const shared = shareVariables(ts, text);
  const {inserted, names, unset} = shared;
  const hasImports = /\bimport\b/.test(text);
  const output = translate(shared.text, {
    before: [beforeTranslation(ts, text, !names.includes("require"))],
    after: [afterTranslation(ts, {...shared, known: new Set(names), hasImports})],
  });
  const map = JSON.parse(output.sourceMapText) as object;
  return {
    ...output,
    ...usedNames(ts, text, names),
    names,
    unset: [...unset],
    sourceMapText: JSON.stringify({...map, x_inserted: inserted}),
    outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"),
  };
}

type Transformer = TypeScript.TransformerFactory<TypeScript.SourceFile>;

/** What is written otherwise while the text is still an ES module: `await`, `import()`, `import.meta`. */
function beforeTranslation(ts: TypeScriptApi, text: string, hasOurRequire: boolean): Transformer {
  const {factory} = ts;
  const isNeeded = /\bawait\b|\bimport\s*[.(]/.test(text);
  const mayFollow = /\bimport\s*\(/.test(text) || (hasOurRequire && /\brequire\b/.test(text));
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isAwaitExpression(seen)) return call(ts, "__resumed", [seen]);
      if (ts.isMetaProperty(seen) && seen.keywordToken === ts.SyntaxKind.ImportKeyword)
        return factory.createIdentifier("__meta");
      if (ts.isCallExpression(seen) && seen.expression.kind === ts.SyntaxKind.ImportKeyword)
        return call(ts, "__import", seen.arguments);
      return seen;
    };
    return (file) => {
      const seen = isNeeded ? ts.visitEachChild(file, visit, context) : file;
      const statements = seen.statements.flatMap((statement) => {
        const alone = oneByOne(ts, statement);
        return mayFollow ? alone.map((each) => following(ts, each)) : alone;
      });
      return factory.updateSourceFile(seen, statements);
    };
  };
}

/** What of a cell's text the writing of its statements goes by. */
type Cell = Pick<ReturnType<typeof shareVariables>, "unset" | "ambient" | "wholes"> & {
  readonly known: ReadonlySet<string>;
  readonly hasImports: boolean;
};

/** What is written otherwise once it is CommonJS: imports, and the names that the cell declares. */
function afterTranslation(ts: TypeScriptApi, cell: Cell): Transformer {
  const {factory} = ts;
  return (context) => (file) => {
    const renamed = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, renamed, context);
      // What the reader has written has a position.
      const isOfImport =
        ts.isCallExpression(seen) &&
        ts.isIdentifier(seen.expression) &&
        seen.expression.text === "require" &&
        seen.expression.pos < 0;
      return isOfImport ? call(ts, "__require", seen.arguments) : seen;
    };
    const imported = cell.hasImports ? ts.visitEachChild(file, renamed, context) : file;
    const parts = imported.statements.flatMap((each) => partsOf(ts, each, {cell, file}));
    const those = (atTop: boolean) =>
      parts.filter((part) => part.atTop === atTop).flatMap(({statements}) => statements);
    const globals = cell.ambient.map((name) => definition(ts, name, null));
    return factory.updateSourceFile(imported, [...those(true), ...globals, ...those(false)]);
  };
}

type Part = {readonly statements: readonly TypeScript.Statement[]; readonly atTop: boolean};

/** What stands for a statement, in parts of which some belong to the top of the cell. */
function partsOf(
  ts: TypeScriptApi,
  statement: TypeScript.Statement,
  {cell, file}: {readonly cell: Cell; readonly file: TypeScript.SourceFile},
): Part[] {
  const {factory} = ts;
  const here = (...statements: TypeScript.Statement[]): Part => ({statements, atTop: false});
  if (!ts.isExpressionStatement(statement)) return [here(statement)];
  const {expression} = statement;
  const reset = resetNames(ts, expression);
  if (reset)
    return reset.filter((name) => cell.unset.has(name)).map((name) => here(resetOf(ts, name)));
  if (ts.isCallExpression(expression) && definesExport(ts, expression)) {
    const defined = call(ts, "__define", expression.arguments);
    return [here(factory.updateExpressionStatement(statement, defined))];
  }
  return commaParts(ts, expression).map((part) => {
    const alone = part === expression ? statement : factory.createExpressionStatement(part);
    const given = givenNames(ts, part).filter((name) => cell.known.has(name));
    if (given.length === 0) return here(alone);
    const [name] = given;
    if (ts.isBinaryExpression(part) && cell.wholes.has(name))
      return here(definition(ts, name, part.right));
    const texts = given.map((each) => factory.createStringLiteral(each));
    const mark = factory.createExpressionStatement(call(ts, "__given", texts));
    return {statements: [alone, mark], atTop: isFunctionOf(ts, file, part)};
  });
}

/** `name(arguments)` */
const call = (ts: TypeScriptApi, name: string, args: readonly TypeScript.Expression[]) =>
  ts.factory.createCallExpression(ts.factory.createIdentifier(name), undefined, args);

/** `const a = 1, b = f()` as two statements: when `f` fails, `a` has its value. */
function oneByOne(ts: TypeScriptApi, statement: TypeScript.Statement): TypeScript.Statement[] {
  if (!ts.isVariableStatement(statement)) return [statement];
  const {declarations, flags} = statement.declarationList;
  if (declarations.length < 2) return [statement];
  return declarations.map((declaration) => {
    const list = ts.factory.createVariableDeclarationList([declaration], flags);
    return ts.factory.createVariableStatement(statement.modifiers?.filter(ts.isModifier), list);
  });
}

/** The statement, where it declares one thing or gives it a value, as `followed-values.ts` has it. */
function following(ts: TypeScriptApi, statement: TypeScript.Statement): TypeScript.Statement {
  if (ts.isExpressionStatement(statement)) {
    const assigned = followedAssignment(ts, statement.expression);
    return ts.factory.updateExpressionStatement(statement, assigned);
  }
  if (!ts.isVariableStatement(statement)) return statement;
  const {declarations, flags} = statement.declarationList;
  const [declaration] = declarations;
  const again = followed(ts, declaration, Boolean(flags & ts.NodeFlags.Const));
  if (declarations.length !== 1 || again === declaration) return statement;
  const list = ts.factory.updateVariableDeclarationList(statement.declarationList, [again]);
  return ts.factory.updateVariableStatement(statement, statement.modifiers, list);
}

/**
 * A name that is looked up anew at each use.
 *
 * @param value what is looked up; null for the global of the name, which can be set as well
 */
function definition(ts: TypeScriptApi, name: string, value: TypeScript.Expression | null) {
  const {factory} = ts;
  const found = value ?? factory.createIdentifier(name);
  const arrow = (parameters: readonly string[], body: TypeScript.Expression) =>
    factory.createArrowFunction(
      undefined,
      undefined,
      parameters.map((each) => factory.createParameterDeclaration(undefined, undefined, each)),
      undefined,
      undefined,
      body,
    );
  const how = [
    factory.createPropertyAssignment("enumerable", factory.createTrue()),
    factory.createPropertyAssignment("get", arrow([], found)),
  ];
  if (value === null) {
    const given = factory.createIdentifier("__value");
    const set = arrow(["__value"], factory.createAssignment(found, given));
    how.push(factory.createPropertyAssignment("set", set));
  }
  return factory.createExpressionStatement(
    call(ts, "__define", [
      factory.createIdentifier("exports"),
      factory.createStringLiteral(name),
      factory.createObjectLiteralExpression(how),
    ]),
  );
}

/** `exports.f = f`, where `f` is a function of this cell. */
function isFunctionOf(
  ts: TypeScriptApi,
  file: TypeScript.SourceFile,
  part: TypeScript.Expression,
): boolean {
  if (!ts.isBinaryExpression(part) || !ts.isIdentifier(part.right)) return false;
  const [name] = givenNames(ts, part);
  if (part.right.text !== name) return false;
  return file.statements.some((each) => ts.isFunctionDeclaration(each) && each.name?.text === name);
}

/** `exports.name = void 0` */
const resetOf = (ts: TypeScriptApi, name: string) =>
  ts.factory.createExpressionStatement(
    ts.factory.createAssignment(
      ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("exports"), name),
      ts.factory.createVoidZero(),
    ),
  );

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
