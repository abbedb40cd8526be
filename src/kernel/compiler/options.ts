import path from "node:path";
import type TypeScript from "@tslab/typescript-for-tslab";

export type TypeScriptApi = typeof TypeScript;

/**
 * The options under which cells are checked: those of the project's tsconfig.json, so that a cell
 * and a file in src/ agree, on top of what the converter needs to split a cell into code and types.
 *
 * @param converter the options that tslab's converter asks for
 */
export function cellOptions(
  ts: TypeScriptApi,
  root: string,
  converter: TypeScript.CompilerOptions,
): TypeScript.CompilerOptions {
  const {config = {}} = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const {options} = ts.convertCompilerOptionsFromJson(config.compilerOptions ?? {}, root);
  return {
    ...converter,
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    newLine: ts.NewLineKind.LineFeed,
    noImplicitUseStrict: true,
    skipLibCheck: true,
    allowJs: true,
    resolveJsonModule: true,
    sourceMap: true,
    declaration: true,
    outDir: converter.outDir,
    // A cell is always run inside an async function, so `await` at its top needs no detection.
    disableTopLevelAwait: false,
    // Only tsc asks these of whole files: cells are read one at a time.
    noEmit: false,
    isolatedModules: false,
    // The decorators of the language, as in the files that a cell imports, and not those before it.
    experimentalDecorators: false,
    allowImportingTsExtensions: true,
    checkJs: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Bare names are packages; only `paths` of the project lead elsewhere.
    baseUrl: undefined,
    pathsBasePath: root,
    rootDir: undefined,
    ...typesOfNode(root),
  };
}

/** Found by resolution, so that a notebook in any folder knows `console`. */
function typesOfNode(root: string): TypeScript.CompilerOptions {
  const found = require.resolve("@types/node/package.json", {paths: [root, __dirname]});
  return {types: ["node"], typeRoots: [path.dirname(path.dirname(found))]};
}
