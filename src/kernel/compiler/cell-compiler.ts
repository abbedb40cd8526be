import type TypeScript from "@tslab/typescript-for-tslab";
import {realpathSync} from "node:fs";
import path from "node:path";
import type {CompiledCell, Completeness, Completion, Fault, MimeBundle} from "../protocol";
import type {Place} from "../settings";
import {unknownName} from "./advice";
import {carriedOn} from "./carried-on";
import {cellsToRun} from "./cells-to-run";
import {compilerFault, isNestedDeeper} from "./compiler-fault";
import {faultOfFindings, findingsOf} from "./diagnostics";
import type {EarlierTexts} from "./earlier-cells";
import {
  completenessOf,
  completePath,
  inspectionOf,
  kindOf,
  packageDocumentation,
  signatureOf,
} from "./editor-answers";
import {globalMember, withoutGlobalBlocks} from "./global-blocks";
import {requiresCommonJs} from "./import-equals";
import {warmUpPackages} from "./import-resolver";
import {LostNames} from "./lost-names";
import {withoutImportAttributes} from "./newer-syntax";
import {isPackageFile} from "./source-files";
import {openTslabConverter, prefixLength} from "./tslab-converter";
import type {TslabConverter} from "./tslab-converter";

/** A package without types: its names are `any`, which is better than a cell that cannot run. */
const packageWithoutTypes = 7016;

/** Nested deeper than this, what a cell declares is read once as the next cell will read it. */
const deepNesting = 60;

/**
 * The compiler of one notebook, as plain synchronous calls; compiler/compiler-thread.ts puts it into a thread.
 *
 * A failure inside of TypeScript, such as a cell nested too deeply for its stack, leaves TypeScript in
 * any state: it is loaded anew, with the declarations of the cells before. So a fault costs its own cell
 * and no other.
 */
export class CellCompiler {
  readonly #open: () => TslabConverter;
  #tslab: TslabConverter;
  readonly #folders: readonly string[];
  readonly #unchecked: readonly string[];
  readonly #warmUp: readonly string[];
  #declarations = "";
  #pending = "";
  #found: readonly TypeScript.Diagnostic[] = [];
  readonly #lost = new LostNames();

  readonly #notebook: string | undefined;

  /**
   * @param earlier what another compiler of this notebook knew of the cells before
   * @param notebook the file of the notebook, if it is known
   */
  constructor(place: Place, earlier?: EarlierTexts, notebook?: string) {
    this.#notebook = notebook;
    // A file that is reached under two names, by a link, would be two modules.
    const [root, cwd, ...unchecked] = [place.root, place.cwd, ...place.unchecked].map((folder) =>
      realpathSync.native(folder),
    );
    this.#unchecked = unchecked.map((folder) => folder + path.sep);
    this.#folders = [cwd, root];
    this.#warmUp = place.warmUp;
    this.#open = () =>
      openTslabConverter({...place, root, cwd}, (program) => {
        this.#found = this.#judge(program);
        return this.#found;
      });
    this.#tslab = this.#open();
    if (earlier) this.#restore(earlier);
  }

  /** What the first cell would wait for, then what a later one may wait for; one step at a time. */
  *warmUp(): Generator<void> {
    const {converter, files, resolver, keepCompiled} = this.#tslab;
    converter.convert("", "0");
    yield;
    yield* warmUpPackages(this.#warmUp, files, resolver);
    keepCompiled();
  }

  compile(source: string, count: number): CompiledCell | Fault {
    return this.#guarded(
      () => this.#compile(source, count),
      (error) => compilerFault(error, `In[${count}]`),
    );
  }

  #compile(source: string, count: number): CompiledCell | Fault {
    const filename = `In[${count}]`;
    this.#pending = "";
    const {ts, converter, maps} = this.#tslab;
    const readable = this.#readable(source);
    this.#lost.begin(ts, readable, filename);
    const unparsed = this.#syntaxErrors(readable);
    if (unparsed.length > 0) return this.#fault(unparsed, {filename, source}, "SyntaxError");

    const text = withoutExports(ts, readable);
    this.#found = [];
    const converted = converter.convert(this.#declarations, text);
    if (this.#found.length > 0)
      return this.#fault(this.#found, {filename, source}, "TypeScriptError");
    const {names: globals, text: declared} = withoutGlobalBlocks(ts, converted.declOutput ?? "");
    const cell = {
      // In the first line, which is none of the reader's.
      code: globals.map(globalMember).join("") + (converted.output ?? ""),
      source,
      filename,
      maps: [maps.commonjs ?? "", maps.typescript ?? ""],
      lastExpression: converted.lastExpressionVar ?? null,
      names: maps.names ?? [],
      unset: maps.unset ?? [],
      uses: maps.uses ?? [],
      usesLater: maps.usesLater ?? {},
      assigns: maps.assigns ?? [],
      paths: this.#tslab.paths,
    };
    const carried = carriedOn(ts, this.#declarations, readable);
    const known = carried ? `${declared}\n${carried}` : declared;
    // Else the fault would come with the next cell, and with all after it.
    if (isNestedDeeper(known, deepNesting)) converter.convert(known, "");
    this.#pending = known;
    return cell;
  }

  /** Keeps what the cell compiled last declares. */
  commit(): void {
    const pending = this.#pending;
    this.#lost.commit();
    this.#guarded(
      () => (this.#declarations = this.#pending = this.#tslab.earlier.keep(pending)),
      () => "",
    );
  }

  /** What is read again with every cell. */
  get declarations(): string {
    return this.#declarations;
  }

  /** Files with the declarations of cells long ago. */
  get shelves(): readonly TypeScript.SourceFile[] {
    return this.#tslab.earlier.shelves;
  }

  /** The program of the text compiled, completed or inspected last. */
  program(): TypeScript.Program {
    return this.#tslab.current().getProgram();
  }

  /** While nobody waits. */
  rest(): void {
    this.#tslab.shared.rest();
  }

  /** What a new compiler of this notebook needs to know of the cells before. */
  get earlier(): EarlierTexts {
    return {declarations: this.#declarations, shelves: this.shelves.map(({text}) => text)};
  }

  #restore({declarations, shelves}: EarlierTexts): void {
    this.#tslab.earlier.restore(shelves);
    this.#declarations = declarations;
    this.#pending = "";
  }

  /** TypeScript's own failures end here; it is loaded anew after them. */
  #guarded<T>(work: () => T, otherwise: (error: unknown) => T): T {
    try {
      return work();
    } catch (error) {
      const {earlier} = this;
      this.#tslab = this.#open();
      this.#restore(earlier);
      return otherwise(error);
    }
  }

  reset(): void {
    this.#declarations = this.#pending = "";
    this.#tslab.earlier.forget();
    this.#lost.loseAll();
  }

  complete(source: string, cursor: number): Completion {
    const position = Math.max(0, Math.min(cursor, source.length));
    const none = {matches: [], start: position, end: position};
    return this.#guarded(
      () => this.#complete(source, position),
      () => none,
    );
  }

  #complete(source: string, position: number): Completion {
    const paths = completePath(source, position, {
      cwd: this.#folders[0],
      paths: this.#tslab.paths,
    });
    if (paths) return paths;
    const text = this.#readable(source);
    const info = this.#tslab.converter.complete(this.#declarations, text, position);
    const kinds = new Map(info.original?.entries.map((entry) => [entry.name, entry.kind]));
    const matches = [...new Set(info.candidates)].map((text) => ({
      text,
      kind: kindOf(kinds.get(text) ?? ""),
    }));
    return {matches, start: info.start, end: info.end};
  }

  inspect(source: string, cursor: number, level: number): MimeBundle | null {
    return this.#guarded(
      () => this.#inspect(source, cursor, level),
      () => null,
    );
  }

  #inspect(typed: string, cursor: number, level: number): MimeBundle | null {
    const source = this.#readable(typed);
    // The cursor may stand behind the name, or behind the bracket of a call that was just opened.
    const position = Math.max(0, Math.min(cursor, source.length));
    for (const at of [position, position - 1, position - 2]) {
      if (at < 0 || (at < position && !/[\w$([]/.test(source[at] ?? ""))) break;
      const info = this.#tslab.converter.inspect(this.#declarations, source, at);
      const declaration = this.#declarationAt(at);
      const bundle = inspectionOf(info, {
        documentation: packageDocumentation(this.#tslab.ts, declaration),
        source: level > 0 ? this.#sourceOf(declaration) : null,
      });
      if (bundle) return bundle;
    }
    return signatureOf(this.#signaturesAt(position));
  }

  /** Of the call around a position in the text inspected last. */
  #signaturesAt(position: number): TypeScript.SignatureHelpItems | undefined {
    const program = this.#tslab.current();
    const file = program.getSourceFile(program.cell);
    const {SignatureHelp} = this.#tslab.ts as unknown as {
      SignatureHelp: {
        getSignatureHelpItems(
          ...args: readonly [TypeScript.Program, TypeScript.SourceFile, number, undefined, object]
        ): TypeScript.SignatureHelpItems | undefined;
      };
    };
    const never = {isCancellationRequested: () => false, throwIfCancellationRequested: () => {}};
    if (!file) return undefined;
    const args = [program.getProgram(), file, position + prefixLength, undefined, never] as const;
    return SignatureHelp.getSignatureHelpItems(...args);
  }

  isComplete(source: string): Completeness {
    return this.#guarded(
      () => completenessOf(this.#tslab.ts, this.#readable(source)),
      () => ({status: "unknown"}),
    );
  }

  #declarationAt(offset: number): TypeScript.Declaration | undefined {
    const {ts} = this.#tslab;
    const program = this.#tslab.current();
    const file = program.getSourceFile(program.cell);
    const token = file && ts.findPrecedingToken(prefixLength + offset + 1, file);
    const checker = program.getProgram().getTypeChecker();
    const named = token && checker.getSymbolAtLocation(token);
    const symbol =
      named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
    return symbol?.declarations?.[0];
  }

  /** The text of a declaration that lies in one of the project's own files. */
  #sourceOf(declaration: TypeScript.Declaration | undefined): string | null {
    const file = declaration?.getSourceFile();
    if (!file || file.isDeclarationFile || file.fileName === this.#tslab.current().cell)
      return null;
    return declaration?.getText(file).slice(0, 10_000) ?? null;
  }

  /** The text as TypeScript 5.0 and the converter read it, every character in its place. */
  #readable(source: string): string {
    return withoutImportAttributes(this.#tslab.ts, withoutHashbang(source));
  }

  #syntaxErrors(source: string): readonly TypeScript.Diagnostic[] {
    const {ts} = this.#tslab;
    const cell = this.#tslab.current().cell;
    const file = ts.createSourceFile(cell, `export {};\n${source}`, ts.ScriptTarget.ES2022);
    return (file as unknown as {parseDiagnostics: TypeScript.Diagnostic[]}).parseDiagnostics;
  }

  /**
   * What keeps the cell from running: faults of its own, and of the reader's files that it imports.
   * What the settings name as unchecked is not: whoever keeps it checks it elsewhere.
   */
  #judge(program: TypeScript.Program): TypeScript.Diagnostic[] {
    const {ts, resolver, files} = this.#tslab;
    const cell = this.#tslab.current().cell;
    const reached = new Set([cell]);
    for (const name of reached)
      for (const target of resolver.targetsOf(name))
        if (/\.(?:tsx?|json)$/.test(target) && !target.endsWith(".d.ts") && !isPackageFile(target))
          if (!this.#unchecked.some((folder) => path.normalize(target).startsWith(folder)))
            reached.add(target);
    const diagnostics = [...reached].flatMap((name) => {
      const file = program.getSourceFile(name);
      if (!file) return [];
      const unread = name === cell ? [] : files.faultsOf(name);
      if (unread.length > 0 || name.endsWith(".json")) return unread;
      // TypeScript looks for it in the first line, which in a cell is not the reader's.
      if (name === cell && isUnchecked.test(file.text.slice(prefixLength)))
        return [...program.getSyntacticDiagnostics(file)];
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    });
    return diagnostics.filter(
      ({code, category}) =>
        category === ts.DiagnosticCategory.Error &&
        code !== packageWithoutTypes &&
        !requiresCommonJs.has(code),
    );
  }

  #fault(
    found: readonly TypeScript.Diagnostic[],
    {filename, source}: {filename: string; source: string},
    ename: string,
  ): Fault {
    const fileName = this.#tslab.current().cell;
    const cell = {fileName, offset: prefixLength, name: filename, text: source};
    const findings = findingsOf(this.#tslab.ts, found, cell, this.#folders);
    const {ts, paths} = this.#tslab;
    const unknown = findings.flatMap(({message}) => unknownName(message) ?? []);
    const toRun = cellsToRun(ts, unknown, {file: this.#notebook, source});
    const lost = new Map([...toRun, ...this.#lost.sentences]);
    return faultOfFindings(findings, {ename, lost, paths});
  }
}

/** `// @ts-nocheck` among the comments at the top. */
const isUnchecked = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*?(?:\/\/|\/\*)\s*@ts-nocheck\b/;

/** The line that starts a script becomes a comment: before a cell's text there is always another. */
const withoutHashbang = (source: string): string => source.replace(/^#!/, "//");

/** A cell copied from a module keeps its `export const`: the word is blanked, its columns kept. */
function withoutExports(ts: TslabConverter["ts"], source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022);
  let text = source;
  for (const statement of file.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    const modifiers = ts.getModifiers(statement) ?? [];
    if (modifiers.some(({kind}) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    for (const {kind, end} of modifiers)
      if (kind === ts.SyntaxKind.ExportKeyword)
        text = `${text.slice(0, end - 6)}      ${text.slice(end)}`;
  }
  return text;
}
