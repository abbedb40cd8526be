import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/** `import f = require("./f")` and `export = f`, which TypeScript does not allow where it writes ES modules. */
export const requiresCommonJs: ReadonlySet<number> = new Set([1202, 1203]);

/** `import f = require("./f")` → `const f = require("./f")`; else it would be left out. */
export function importsAsConstants(
  ts: TypeScriptApi,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const {factory} = ts;
  return () => (file) => {
    const isOne = (statement: TypeScript.Statement) =>
      ts.isImportEqualsDeclaration(statement) &&
      !statement.isTypeOnly &&
      ts.isExternalModuleReference(statement.moduleReference);
    if (!file.statements.some(isOne)) return file;
    const statements = file.statements.map((statement) => {
      if (!ts.isImportEqualsDeclaration(statement) || !isOne(statement)) return statement;
      const {expression} = statement.moduleReference as TypeScript.ExternalModuleReference;
      const required = factory.createCallExpression(
        factory.createIdentifier("require"),
        undefined,
        [expression],
      );
      const declaration = factory.createVariableDeclaration(
        statement.name,
        undefined,
        undefined,
        required,
      );
      const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
      return ts.setTextRange(factory.createVariableStatement(undefined, list), statement);
    });
    return factory.updateSourceFile(file, statements);
  };
}
