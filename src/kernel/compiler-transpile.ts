import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./compiler-options";

/**
 * Turns the ES module that the converter emits into the body of a function, as
 * `ts.transpileModule` does, with two differences:
 *
 *     import(x)                                  → __import(x)
 *     Object.defineProperty(exports, name, how)  → __define(exports, name, how)
 *
 * The first stays a true dynamic import, resolved from the notebook's folder (TypeScript would make
 * it a `require`); the second lets a later cell declare an imported name anew.
 */
export function toRunnableModule(
  ts: TypeScriptApi,
  text: string,
  settings: TypeScript.TranspileOptions,
): TypeScript.TranspileOutput {
  const {factory} = ts;
  const keepDynamicImports: TypeScript.TransformerFactory<TypeScript.SourceFile> = (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const seen = ts.visitEachChild(node, visit, context);
      return ts.isCallExpression(seen) && seen.expression.kind === ts.SyntaxKind.ImportKeyword
        ? factory.updateCallExpression(
            seen,
            factory.createIdentifier("__import"),
            undefined,
            seen.arguments,
          )
        : seen;
    };
    return (file) => (text.includes("import(") ? ts.visitEachChild(file, visit, context) : file);
  };
  const redefinable: TypeScript.TransformerFactory<TypeScript.SourceFile> = () => (file) =>
    factory.updateSourceFile(
      file,
      file.statements.map((statement) => {
        if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
          return statement;
        const call = statement.expression;
        const [target] = call.arguments;
        const isExport =
          call.arguments.length === 3 &&
          ts.isIdentifier(target) &&
          target.text === "exports" &&
          ts.isPropertyAccessExpression(call.expression) &&
          call.expression.name.text === "defineProperty";
        if (!isExport) return statement;
        return factory.updateExpressionStatement(
          statement,
          factory.updateCallExpression(
            call,
            factory.createIdentifier("__define"),
            undefined,
            call.arguments,
          ),
        );
      }),
    );
  const output = ts.transpileModule(text, {
    ...settings,
    compilerOptions: {...settings.compilerOptions, sourceMap: true},
    transformers: {before: [keepDynamicImports], after: [redefinable]},
  });
  return {
    ...output,
    outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, "\n"),
  };
}
