import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./compiler-options";

/**
 * Turns the ES module that the converter emits into the body of a function, as
 * `ts.transpileModule` does, with three differences:
 *
 *     import(x)                                  → __import(x)
 *     await x                                    → __resumed(await x)
 *     Object.defineProperty(exports, name, how)  → __define(exports, name, how)
 *
 * The first stays a true dynamic import, resolved from the notebook's folder (TypeScript would make
 * it a `require`); the second ends a loop around an `await` that was interrupted; the third lets a
 * later cell declare an imported name anew.
 */
export function toRunnableModule(
  ts: TypeScriptApi,
  text: string,
  settings: TypeScript.TranspileOptions,
): TypeScript.TranspileOutput {
  const {factory} = ts;
  const call = (name: string, args: readonly TypeScript.Expression[]) =>
    factory.createCallExpression(factory.createIdentifier(name), undefined, args);
  const withHooks: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isAwaitExpression(seen)) return call("__resumed", [seen]);
      if (ts.isCallExpression(seen) && seen.expression.kind === ts.SyntaxKind.ImportKeyword)
        return call("__import", seen.arguments);
      return seen;
    };
    const isNeeded = text.includes("await") || text.includes("import(");
    return (file) => (isNeeded ? ts.visitEachChild(file, visit, context) : file);
  };
  const redefinable: TypeScript.TransformerFactory<TypeScript.SourceFile> = () => (file) =>
    factory.updateSourceFile(
      file,
      file.statements.map((statement) => {
        if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
          return statement;
        const {expression: callee, arguments: args} = statement.expression;
        const [target] = args;
        const isExport =
          args.length === 3 &&
          ts.isIdentifier(target) &&
          target.text === "exports" &&
          ts.isPropertyAccessExpression(callee) &&
          callee.name.text === "defineProperty";
        return isExport
          ? factory.updateExpressionStatement(statement, call("__define", args))
          : statement;
      }),
    );
  const output = ts.transpileModule(text, {
    ...settings,
    compilerOptions: {...settings.compilerOptions, sourceMap: true},
    transformers: {before: [withHooks], after: [redefinable]},
  });
  return {
    ...output,
    outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"),
  };
}
