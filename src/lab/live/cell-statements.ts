import ts from "typescript";
import type {Cell} from "../notebook/file";

/** One declaration or statement at the top of a cell: variables that are declared together are several. */
export type Statement = {
  /** Position of its cell among the cells given. */
  readonly cell: number;
  /** What is to be written where it runs again; of an import, nothing: see `imports`. */
  readonly text: string;
  readonly kind: "import" | "function" | "variable" | "other";
  readonly declares: readonly string[];
  /** Names of the notebook that it uses, as values. */
  readonly uses: readonly string[];
  /** What each name is imported from, and by which name there: `*` for the whole. */
  readonly imports: readonly {readonly name: string; readonly of: string; readonly from: string}[];
};

/**
 * Reads which names the statements of a notebook's cells declare and use. What is only a type is left out, and so
 * are names that a function or a block declares for itself, also where a cell has the same.
 */
export function cellStatements(cells: readonly Cell[]): Statement[] {
  const fileOf = (index: number) => `/cell-${index}.ts`;
  const files = new Map(
    cells.map(({source}, index) => {
      const text = ts.createSourceFile(fileOf(index), source, ts.ScriptTarget.ES2022, true);
      return [fileOf(index), text] as const;
    }),
  );
  const host: ts.CompilerHost = {
    ...{getSourceFile: (name) => files.get(name), fileExists: (name) => files.has(name)},
    ...{readFile: () => undefined, writeFile: () => undefined, getDefaultLibFileName: () => ""},
    ...{getCurrentDirectory: () => "/", getCanonicalFileName: (name) => name},
    ...{useCaseSensitiveFileNames: () => true, getNewLine: () => "\n"},
  };
  const options: ts.CompilerOptions = {
    ...{noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ES2022},
    ...{module: ts.ModuleKind.ESNext, moduleDetection: ts.ModuleDetectionKind.Force},
  };
  const program = ts.createProgram({rootNames: [...files.keys()], options, host});
  const checker = program.getTypeChecker();
  return cells.flatMap((_, cell) => {
    const file = files.get(fileOf(cell)) as ts.SourceFile;
    return file.statements.flatMap((statement) => partsOf(statement, {cell, file, checker}));
  });
}

type Place = {
  readonly cell: number;
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
};

function partsOf(statement: ts.Statement, place: Place): Statement[] {
  const {cell, file} = place;
  const part = (
    kind: Statement["kind"],
    node: ts.Node,
    more: Partial<Statement> = {},
  ): Statement => ({
    ...{cell, kind, text: node.getText(file), declares: [], imports: []},
    ...{uses: usedIn(node, place), ...more},
  });
  if (ts.isImportDeclaration(statement)) {
    const imports = importsOf(statement);
    return imports.map((one) => ({
      ...part("import", statement, {text: "", uses: [], imports: [one]}),
      declares: [one.name],
    }));
  }
  if (ts.isVariableStatement(statement)) {
    const {flags, declarations} = statement.declarationList;
    const word = flags & ts.NodeFlags.Const ? "const" : "let";
    return declarations.map((one) =>
      part(isFunction(one.initializer) ? "function" : "variable", one, {
        text: `${word} ${one.getText(file)};`,
        declares: boundNames(one.name),
      }),
    );
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [];
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  if (isNamed) return [part("function", statement, {declares: [statement.name?.text ?? ""]})];
  return [part("other", statement)];
}

const isFunction = (value: ts.Expression | undefined): boolean =>
  value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));

function importsOf({importClause, moduleSpecifier}: ts.ImportDeclaration): Statement["imports"] {
  if (!importClause || importClause.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return [];
  const from = moduleSpecifier.text;
  const {name, namedBindings} = importClause;
  const whole = name ? [{name: name.text, of: "default", from}] : [];
  if (!namedBindings) return whole;
  if (ts.isNamespaceImport(namedBindings))
    return [...whole, {name: namedBindings.name.text, of: "*", from}];
  const named = namedBindings.elements
    .filter(({isTypeOnly}) => !isTypeOnly)
    .map((one) => ({name: one.name.text, of: (one.propertyName ?? one.name).text, from}));
  return [...whole, ...named];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? boundNames(one.name) : []));
}

/** Names that are not declared within `root`. */
function usedIn(root: ts.Node, {file, checker}: Place): string[] {
  const names = new Set<string>();
  const isOwn = (symbol: ts.Symbol | undefined): boolean =>
    (symbol?.declarations ?? []).some(
      (one) =>
        one.getSourceFile() === file && one.pos >= root.pos && one.end <= root.end && one !== root,
    );
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isShorthandPropertyAssignment(node)) {
      if (!isOwn(checker.getShorthandAssignmentValueSymbol(node))) names.add(node.name.text);
    } else if (ts.isIdentifier(node) && isValue(node) && !isOwn(checker.getSymbolAtLocation(node)))
      names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return [...names];
}

/** Whether a name stands for a value here, and is none of a member, a label or a declaration. */
function isValue(name: ts.Identifier): boolean {
  const {parent} = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== name;
  if (ts.isPropertyAssignment(parent)) return parent.name !== name;
  if (ts.isBindingElement(parent)) return parent.initializer === name;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  const named = parent as {readonly name?: ts.Node; readonly label?: ts.Node};
  return named.name !== name && named.label !== name;
}
