import type TypeScript from "@tslab/typescript-for-tslab";
import {isEarlier} from "./earlier-cells";
import type {TypeScriptApi} from "./options";

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
