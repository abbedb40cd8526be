import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./compiler-options";

/**
 * Writes `{depth}` out as `{depth: exports.depth}` where `depth` is a name of an earlier cell.
 *
 * The converter turns such names into members of `exports`, but asks for the symbol at the name, and
 * of a shorthand property that is the property: it stays as it is, and the cell fails when it runs.
 */
export function shorthandWriter(
  ts: TypeScriptApi,
  {checker, cell}: {checker: TypeScript.TypeChecker; cell: TypeScript.SourceFile},
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const {factory} = ts;
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (!ts.isShorthandPropertyAssignment(inner)) return inner;
      const typed = ts.getOriginalNode(node);
      const value = checker.getShorthandAssignmentValueSymbol(typed);
      const files = (value?.declarations ?? []).map((declaration) => declaration.getSourceFile());
      if (files.length === 0 || !files.every(isEarlierCells)) return inner;
      const {name, objectAssignmentInitializer: fallback} = inner;
      const member = factory.createPropertyAccessExpression(
        factory.createIdentifier("exports"),
        name.text,
      );
      const written = factory.createPropertyAssignment(
        name.text,
        fallback ? factory.createAssignment(member, fallback) : member,
      );
      return ts.setTextRange(written, inner);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };

  // Both virtual files lie in one folder; libraries and the reader's modules lie elsewhere.
  function isEarlierCells(file: TypeScript.SourceFile): boolean {
    return file !== cell && /(^|\/)__prev__\.d\.ts$/.test(file.fileName);
  }
}
