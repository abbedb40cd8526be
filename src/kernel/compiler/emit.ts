import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/** What V8 cannot forget of a text is let go after so many. */
const mostTexts = 200;

type Translated = {readonly outputText: string; readonly sourceMapText: string};
export type ModuleTranslator = (
  text: string,
  transformers: TypeScript.CustomTransformers,
) => Translated;

/**
 * Translates one JavaScript module after another, as `ts.transpileModule` does, but in one program
 * for all of them: to make a program with its checker for each takes longer than the translation.
 */
export function moduleTranslator(
  ts: TypeScriptApi,
  settings: TypeScript.CompilerOptions,
): ModuleTranslator {
  const options: TypeScript.CompilerOptions = {
    ...settings,
    sourceMap: true,
    isolatedModules: true,
    allowJs: true,
    noLib: true,
    noResolve: true,
    types: [],
    suppressOutputPathCheck: true,
    allowNonTsExtensions: true,
  };
  let program: TypeScript.Program | undefined;
  let texts = 0;
  return (text, transformers) => {
    if (texts++ % mostTexts === 0) program = undefined;
    program ??= uncheckedProgram(ts, options);
    const name = "custom.js";
    const file = ts.createSourceFile(name, text, options.target ?? 99, false, ts.ScriptKind.JS);
    const internal = ts as unknown as {bindSourceFile(file: unknown, options: unknown): void};
    internal.bindSourceFile(file, options);
    Object.assign(file, {path: name, resolvedPath: name});
    let outputText = "";
    let sourceMapText = "{}";
    const write = (written: string, content: string) => {
      if (written.endsWith(".map")) sourceMapText = content;
      else outputText = content;
    };
    program.emit(file, write, undefined, false, transformers);
    return {outputText, sourceMapText};
  };
}

/** A program that takes whatever file it is given, and finds no fault in it. */
function uncheckedProgram(ts: TypeScriptApi, options: TypeScript.CompilerOptions) {
  const host: TypeScript.CompilerHost = {
    getSourceFile: () => undefined,
    writeFile: () => undefined,
    getDefaultLibFileName: () => "lib.d.ts",
    useCaseSensitiveFileNames: () => true,
    getCanonicalFileName: (fileName) => fileName,
    getCurrentDirectory: () => "",
    getNewLine: () => "\n",
    fileExists: () => false,
    readFile: () => "",
    directoryExists: () => true,
    getDirectories: () => [],
  };
  const program = ts.createProgram({rootNames: [], options, host});
  // The checker does not look into files that belong to another project: there would be an error
  // at every name of the library, which is not here.
  return Object.assign(program, {isSourceOfProjectReferenceRedirect: () => true});
}
