import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/**
 * A declaration at the top of a cell that takes its value from a module, so that its names are given
 * the value anew when the module's file was edited:
 *
 *     const {a = 1} = require("./m").part
 *
 * becomes
 *
 *     const {a = 1} = __follow(require("./m"), {names: ["a"], isConst: true, read: (__module) => {
 *       const {a = 1} = __module.part;
 *       return {a};
 *     }}).part
 *
 * and so does one that takes it from `await import("./m")`.
 *
 * @param declaration of the ES module that the converter emits, `await` and `import()` written as the
 *   engine has them
 */
export function followed(
  ts: TypeScriptApi,
  declaration: TypeScript.VariableDeclaration,
  isConst: boolean,
): TypeScript.VariableDeclaration {
  const {factory} = ts;
  const {name, initializer} = declaration;
  const chained = initializer && followedAssignment(ts, initializer);
  // `const shown = (f = require("./m"))`, as the converter writes a cell's last line.
  if (chained !== initializer)
    return factory.updateVariableDeclaration(declaration, name, undefined, undefined, chained);
  const property = (key: string, value: TypeScript.Expression) =>
    factory.createPropertyAssignment(key, value);
  const module = initializer && moduleIn(ts, initializer);
  if (!module) return declaration;
  const parameter = factory.createIdentifier("__module");
  const inner = factory.createVariableDeclaration(
    name,
    undefined,
    undefined,
    replaced(ts, initializer, module, parameter),
  );
  const names = namesOf(ts, name);
  const values = names.map((each) => factory.createShorthandPropertyAssignment(each));
  const body = factory.createBlock([
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([inner], ts.NodeFlags.Const),
    ),
    factory.createReturnStatement(factory.createObjectLiteralExpression(values)),
  ]);
  const read = factory.createArrowFunction(
    undefined,
    undefined,
    [factory.createParameterDeclaration(undefined, undefined, parameter)],
    undefined,
    undefined,
    body,
  );
  const following = factory.createCallExpression(factory.createIdentifier("__follow"), undefined, [
    module,
    factory.createObjectLiteralExpression([
      property(
        "names",
        factory.createArrayLiteralExpression(
          names.map((each) => factory.createStringLiteral(each)),
        ),
      ),
      property("isConst", isConst ? factory.createTrue() : factory.createFalse()),
      property("read", read),
    ]),
  ]);
  return factory.updateVariableDeclaration(
    declaration,
    name,
    undefined,
    undefined,
    replaced(ts, initializer, module, following),
  );
}

/**
 * The same for a name that is given a value from a module later, or by a later cell:
 * `f = require("./m").part`, in which an earlier cell's name stands as `exports.f`.
 */
export function followedAssignment(
  ts: TypeScriptApi,
  expression: TypeScript.Expression,
  before: readonly string[] = [],
): TypeScript.Expression {
  const {factory} = ts;
  if (ts.isParenthesizedExpression(expression)) {
    const inside = followedAssignment(ts, expression.expression, before);
    return factory.updateParenthesizedExpression(expression, inside);
  }
  const isAssignment =
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const name = isAssignment ? assignedName(ts, expression.left) : undefined;
  if (isAssignment && name !== undefined) {
    const {left, operatorToken, right} = expression;
    const value = followedAssignment(ts, right, [...before, name]);
    return factory.updateBinaryExpression(expression, left, operatorToken, value);
  }
  // Each of the names in `f = g = require("./m")` follows by itself.
  return before.reduce((value, each) => {
    const declared = factory.createVariableDeclaration(each, undefined, undefined, value);
    return followed(ts, declared, false).initializer ?? value;
  }, expression);
}

/** `f` in `f` and in `exports.f` */
function assignedName(ts: TypeScriptApi, left: TypeScript.Expression): string | undefined {
  if (ts.isIdentifier(left)) return left.text;
  const isShared =
    ts.isPropertyAccessExpression(left) &&
    ts.isIdentifier(left.expression) &&
    left.expression.text === "exports" &&
    ts.isIdentifier(left.name);
  return isShared ? left.name.text : undefined;
}

/** The `require(…)` or `await import(…)` of which an expression takes a member, or which it is. */
function moduleIn(
  ts: TypeScriptApi,
  expression: TypeScript.Expression,
): TypeScript.Expression | undefined {
  const inside = memberOf(ts, expression);
  if (inside) return moduleIn(ts, inside);
  if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) return undefined;
  const {expression: callee, arguments: args} = expression;
  if (callee.text === "require" || callee.text === "__follow") return expression;
  if (callee.text !== "__resumed" || !ts.isAwaitExpression(args[0])) return undefined;
  const awaited = args[0].expression;
  return ts.isCallExpression(awaited) &&
    ts.isIdentifier(awaited.expression) &&
    awaited.expression.text === "__import"
    ? expression
    : undefined;
}

/** What stands before `.name` or `["name"]`, or in brackets. */
function memberOf(
  ts: TypeScriptApi,
  expression: TypeScript.Expression,
): TypeScript.Expression | undefined {
  if (ts.isParenthesizedExpression(expression)) return expression.expression;
  if (ts.isPropertyAccessExpression(expression)) return expression.expression;
  if (!ts.isElementAccessExpression(expression)) return undefined;
  return ts.isLiteralExpression(expression.argumentExpression) ? expression.expression : undefined;
}

/** The same expression with another in the place of `module`. */
function replaced(
  ts: TypeScriptApi,
  expression: TypeScript.Expression,
  module: TypeScript.Expression,
  by: TypeScript.Expression,
): TypeScript.Expression {
  if (expression === module) return by;
  const {factory} = ts;
  const inside = replaced(ts, memberOf(ts, expression) ?? expression, module, by);
  if (ts.isParenthesizedExpression(expression))
    return factory.updateParenthesizedExpression(expression, inside);
  if (ts.isPropertyAccessChain(expression))
    return factory.updatePropertyAccessChain(
      expression,
      inside,
      expression.questionDotToken,
      expression.name,
    );
  if (ts.isPropertyAccessExpression(expression))
    return factory.updatePropertyAccessExpression(expression, inside, expression.name);
  if (ts.isElementAccessChain(expression))
    return factory.updateElementAccessChain(
      expression,
      inside,
      expression.questionDotToken,
      expression.argumentExpression,
    );
  if (ts.isElementAccessExpression(expression))
    return factory.updateElementAccessExpression(expression, inside, expression.argumentExpression);
  return expression;
}

function namesOf(ts: TypeScriptApi, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? namesOf(ts, element.name) : [],
  );
}
