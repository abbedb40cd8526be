import {SourceMap} from "node:module";

export type Place = {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
};

/** A file that cannot be parsed; thrown where it is loaded, with the place that the reader must see. */
export class UnparsedSource extends SyntaxError {
  override readonly name = "SyntaxError";
  constructor(
    message: string,
    readonly place: Place,
  ) {
    super(message);
  }
}

/** `x_inserted` is ours: text that the compiler has put into lines of the map's source. */
type RawMap = {readonly x_inserted?: readonly {line: number; column: number; length: number}[]};
type OpenedMap = {readonly map: SourceMap; readonly inserted: NonNullable<RawMap["x_inserted"]>};

type Text = {
  readonly source: string;
  /** JSON source maps, from the code that runs back to the text as typed. */
  readonly maps: readonly string[];
  /** Lines that the last map's text has before the reader's first. */
  readonly extraLines: number;
  opened?: OpenedMap[];
};

/** The reader's own texts by the file name they run under, to lead positions back to them. */
export class SourceTexts {
  readonly #texts = new Map<string, Text>();

  set(file: string, text: {source: string; maps: readonly string[]; extraLines?: number}): void {
    this.#texts.set(file, {...text, extraLines: text.extraLines ?? 0});
  }

  has(file: string): boolean {
    return this.#texts.has(file);
  }

  /** Null where the position belongs to no line of the reader's. */
  placeOf(file: string, line: number, column: number): Place | null {
    const text = this.#texts.get(file);
    if (!text) return null;
    text.opened ??= text.maps.map(open);
    let at = {line: line - 1, column: column - 1};
    for (const {map, inserted} of text.opened) {
      const entry = map.findEntry(at.line, at.column);
      if (!("originalLine" in entry)) return null;
      const {originalLine, originalColumn} = entry;
      const before = inserted.find((text) => text.line === originalLine);
      const isBehind = before !== undefined && originalColumn >= before.column + before.length;
      at = {line: originalLine, column: originalColumn - (isBehind ? before.length : 0)};
    }
    const typed = at.line - text.extraLines;
    const lineText = text.source.split("\n")[typed];
    if (lineText === undefined) return null;
    return {file, line: typed + 1, column: at.column + 1, lineText};
  }
}

function open(json: string): OpenedMap {
  const raw = JSON.parse(json) as ConstructorParameters<typeof SourceMap>[0] & RawMap;
  return {map: new SourceMap(raw), inserted: raw.x_inserted ?? []};
}
