import path from "node:path";
import type TypeScript from "@tslab/typescript-for-tslab";
import type {ImportPath} from "../import-paths";

export type TypeScriptApi = typeof TypeScript;

/** What a project's tsconfig.json says, as far as it means something for a cell. */
export type CellOptions = {
  readonly options: TypeScript.CompilerOptions;
  readonly paths: readonly ImportPath[];
};

/**
 * The options under which cells are checked: those of the project's tsconfig.json, and of those that
 * it extends, so that a cell and a file of the project agree. How code is written is not theirs to
 * say: the converter has to split a cell into code and types, and the engine to run it.
 *
 * @param converter the options that tslab's converter asks for
 */
export function cellOptions(
  ts: TypeScriptApi,
  root: string,
  converter: TypeScript.CompilerOptions,
): CellOptions {
  const given = projectOptions(ts, root);
  const {ES2022} = ts.ScriptTarget;
  const options = {
    ...converter,
    ...given,
    ...written,
    target: Math.max(given.target ?? ES2022, ES2022),
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    newLine: ts.NewLineKind.LineFeed,
    jsx: given.jsx === ts.JsxEmit.Preserve ? ts.JsxEmit.React : (given.jsx ?? converter.jsx),
    outDir: converter.outDir,
    // Bare names are packages; only `paths` lead elsewhere.
    baseUrl: undefined,
    ...pathsOf(given, root),
    ...typesOf(ts, given, root),
  };
  return {options, paths: importPaths(options, options.pathsBasePath)};
}

/** Whatever a project says of these. */
const written: TypeScript.CompilerOptions = {
  noImplicitUseStrict: true,
  skipLibCheck: true,
  allowJs: true,
  checkJs: false,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  // A cell is always run inside an async function, so `await` at its top needs no detection.
  disableTopLevelAwait: false,
  sourceMap: true,
  inlineSourceMap: false,
  declaration: true,
  declarationMap: false,
  declarationDir: undefined,
  emitDeclarationOnly: false,
  outFile: undefined,
  rootDir: undefined,
  removeComments: false,
  stripInternal: false,
  importHelpers: false,
  noEmit: false,
  noEmitOnError: false,
  noEmitHelpers: false,
  noLib: false,
  noResolve: false,
  // The decorators of the language, as in the files that a cell imports, and not those before it.
  experimentalDecorators: false,
  // Only tsc asks these of whole files: cells are read one at a time.
  composite: false,
  incremental: false,
  tsBuildInfoFile: undefined,
  isolatedModules: false,
  verbatimModuleSyntax: false,
  importsNotUsedAsValues: undefined,
  preserveValueImports: undefined,
  noUnusedLocals: false,
  noUnusedParameters: false,
};

function projectOptions(ts: TypeScriptApi, root: string): TypeScript.CompilerOptions {
  const own = path.join(root, "tsconfig.json");
  if (!ts.sys.fileExists(own)) return {};
  const file = referredFile(ts, own) ?? own;
  const {config = {}} = ts.readConfigFile(file, ts.sys.readFile);
  // Its files are not looked for: a cell imports what it needs.
  const host = {...ts.sys, readDirectory: () => []};
  return ts.parseJsonConfigFileContent(config, host, path.dirname(file), undefined, file).options;
}

/** The first that a tsconfig.json refers to, where it says nothing of its own and has no files. */
function referredFile(ts: TypeScriptApi, file: string): string | undefined {
  const {files, references} = (ts.readConfigFile(file, ts.sys.readFile).config ?? {}) as {
    files?: unknown;
    references?: readonly {path?: unknown}[];
  };
  const first = Array.isArray(references) ? references[0]?.path : undefined;
  if (!Array.isArray(files) || files.length > 0 || typeof first !== "string") return undefined;
  const target = path.resolve(path.dirname(file), first);
  return [target, path.join(target, "tsconfig.json")].find((name) => ts.sys.fileExists(name));
}

/** `baseUrl` is one more pattern, which takes every name. */
function pathsOf({baseUrl, paths, pathsBasePath}: TypeScript.CompilerOptions, root: string) {
  const base = baseUrl ?? (typeof pathsBasePath === "string" ? pathsBasePath : root);
  const all = baseUrl === undefined ? paths : {"*": ["*"], ...paths};
  return {paths: all, pathsBasePath: base};
}

const importPaths = ({paths = {}}: TypeScript.CompilerOptions, base: string): ImportPath[] =>
  Object.entries(paths).map(([pattern, targets]) => ({
    pattern,
    targets: targets.map((target) => path.resolve(base, target)),
  }));

/** Node's types are found by resolution, so that a notebook in any folder knows `console`. */
function typesOf(ts: TypeScriptApi, given: TypeScript.CompilerOptions, root: string) {
  const found = require.resolve("@types/node/package.json", {paths: [root, __dirname]});
  const own = path.dirname(path.dirname(found));
  const configFilePath = path.join(root, "tsconfig.json");
  const roots = ts.getEffectiveTypeRoots({...given, configFilePath}, ts.sys) ?? [];
  return {types: ["node", ...(given.types ?? [])], typeRoots: [...new Set([...roots, own])]};
}
