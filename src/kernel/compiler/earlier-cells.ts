import type TypeScript from "@tslab/typescript-for-tslab";
import type {ProgramFile} from "./shared-program";
import type {TypeScriptApi} from "./options";

/** A file with what binding has added: the names it declares. */
type BoundFile = ProgramFile & {
  parent?: TypeScript.Node;
  readonly locals?: ReadonlyMap<TypeScript.__String, TypeScript.Symbol>;
};

/** All that is known of the cells before, as texts: those on the shelves with the newest first. */
export type EarlierTexts = {readonly declarations: string; readonly shelves: readonly string[]};

/** More text than this is put on a shelf. */
const mostRecent = 4000;

/**
 * The declarations of earlier cells. Those of the last cells are a file that the converter reads,
 * changes and prints anew with each cell. What has gathered there is put on a shelf from time to
 * time: a file that stays as it is, so that the five-hundredth cell costs as much as the fifth.
 *
 * A name is looked up in the cell, in the recent file, then shelf by shelf, the newest first. That is
 * TypeScript's own way from a block to the block around it: each file is the parent of the next.
 */
export class EarlierCells {
  #shelves: BoundFile[] = [];
  #recent: {readonly text: string; readonly file: BoundFile} | undefined;
  #shelved = 0;

  constructor(
    readonly ts: TypeScriptApi,
    readonly parts: {
      readonly options: TypeScript.CompilerOptions;
      readonly folder: string;
      readonly attach: (file: TypeScript.SourceFile) => ProgramFile;
    },
  ) {}

  /** The files on the shelves, the newest first. */
  get shelves(): readonly ProgramFile[] {
    return this.#shelves;
  }

  /** The recent file with this text; the same one as long as the text is the same. */
  recent(name: string, text: string): TypeScript.SourceFile {
    if (this.#recent?.text !== text) this.#recent = {text, file: this.#open(name, text)};
    return this.#recent.file;
  }

  /** The converter has printed the recent file, and changed it for that: it is read anew. */
  spend(): void {
    this.#recent = undefined;
  }

  /** Puts the text on a shelf if it has grown long; returns what is recent then. */
  keep(text: string): string {
    if (text.length < mostRecent) return text;
    const shelf = this.#shelf(`export {};\n${text}`);
    this.#recent = undefined;
    this.#shelves = withoutHidden(this.ts, [shelf, ...this.#shelves]);
    this.#shelves.forEach((file, i) => (file.parent = this.#shelves[i + 1]));
    return "";
  }

  /** Puts back what was on the shelves, the newest first. */
  restore(texts: readonly string[]): void {
    this.forget();
    for (const text of [...texts].reverse()) this.#shelves = [this.#shelf(text), ...this.#shelves];
  }

  #shelf(text: string): BoundFile {
    const name = `${this.parts.folder}/__earlier__${++this.#shelved}.d.ts`;
    return this.parts.attach(this.#open(name, text)) as BoundFile;
  }

  forget(): void {
    this.#shelves = [];
    this.#recent = undefined;
  }

  #open(name: string, text: string): BoundFile {
    const {ts, parts} = this;
    const file = ts.createSourceFile(name, text, parts.options.target ?? 99) as BoundFile;
    bind(ts, file, parts.options);
    file.parent = this.#shelves[0];
    return file;
  }
}

/** Whether a declaration is one of an earlier cell. */
export const isEarlier = ({fileName}: TypeScript.SourceFile): boolean =>
  /(?:^|\/)__(?:prev__|earlier__\d+)\.d\.ts$/.test(fileName);

export function bind(
  ts: TypeScriptApi,
  file: TypeScript.SourceFile,
  options: TypeScript.CompilerOptions,
): void {
  const {bindSourceFile} = ts as unknown as {
    bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void;
  };
  bindSourceFile(file, options);
}

/** Leaves out shelves of which every name was declared again since: a notebook that is run often. */
function withoutHidden(ts: TypeScriptApi, shelves: readonly BoundFile[]): BoundFile[] {
  const {Value, Type} = ts.SymbolFlags;
  const seen = new Map<TypeScript.__String, number>();
  return shelves.filter((shelf) => {
    let hidden = true;
    shelf.locals?.forEach(({flags}, name) => {
      const needed = flags & ts.SymbolFlags.Alias ? Value | Type : flags & (Value | Type);
      const known = seen.get(name) ?? 0;
      // A class is both a value and a type; flags of either kind hide all of it.
      for (const kind of [Value, Type]) if (needed & kind && !(known & kind)) hidden = false;
      seen.set(name, known | needed);
    });
    return !hidden;
  });
}
