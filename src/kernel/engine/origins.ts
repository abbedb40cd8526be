import type {CompiledCell} from "../protocol";
import {ValuePrints} from "./value-print";

/** A value that a cell used: which name, and which run of which cell of the notebook gave it. */
type Used = {
  readonly name: string;
  readonly place: string;
  readonly run: number;
  readonly print: string;
};

/** What a run of a cell was made from. */
type Made = {readonly run: number; readonly filename: string; readonly from: readonly Used[]};

/** A name as one cell of the notebook gave it last. */
type Given = Made & {readonly place: string; readonly print: string};

/** Why something is of before: the name that it used, and what of that has run since. */
type Cause = {
  readonly used: readonly string[];
  readonly makers: readonly string[];
  readonly since: string;
};

/** Cells of a notebook that are remembered; those of a client that names none are many. */
const mostPlaces = 1000;

type Running = {readonly cell: CompiledCell; readonly place: string; readonly made: Made};

/**
 * Which values the cells of a notebook were made from, so that what is of before can be told: something
 * that used a name whose own cell has run again since and gave another value, or used what was made
 * from such a name.
 *
 * A cell counts as the same one wherever its text has changed: the front end names its place. That a
 * later cell gives a name another value is the course of things, and makes nothing old.
 */
export class Origins {
  readonly #prints = new ValuePrints();
  readonly #cells = new Map<string, Made>();
  /** By name: what each cell gave last, and who of them gave it last. */
  readonly #given = new Map<string, Map<string, Given>>();
  readonly #current = new Map<string, Given>();
  readonly #usesLater = new Map<string, readonly string[]>();
  #running: Running | null = null;
  #runs = 0;

  /** A cell begins to run. Returns a sentence for each value of before that it uses. */
  begin(cell: CompiledCell, place: string | undefined): string[] {
    for (const name of [...cell.names, ...cell.assigns]) this.#usesLater.delete(name);
    for (const [name, uses] of Object.entries(cell.usesLater)) this.#usesLater.set(name, uses);
    const from = this.#usedBy(cell);
    this.#running = null;
    if (place !== undefined) {
      const made = {run: ++this.#runs, filename: cell.filename, from};
      this.#running = {cell, place, made};
    }
    const notes = from.flatMap((used) => {
      if (used.place === place) return [];
      const cause = this.#causeOf(
        this.#latest(used)?.from ?? [],
        used.place,
        new Set([keyOf(used)]),
      );
      if (!cause) return [];
      const maker = this.#latest(used)?.filename ?? "its cell";
      return [
        `${used.name} is of before: ${maker} made it from ${saidOf(cause)}. Run ${listOf([...cause.makers].reverse(), maker)} again, then this cell.`,
      ];
    });
    return [...new Set(notes)];
  }

  /**
   * The cell has ended: the names that it gave are its own from now on.
   *
   * @param missing names that it did not come to, where it failed
   * @param failed it did not come to its end: what it shows is its failure, of which nothing is too old
   */
  end(
    variables: Readonly<Record<string, unknown>>,
    {missing, failed}: {readonly missing: ReadonlySet<string>; readonly failed: boolean},
  ): void {
    if (!this.#running) return;
    const {cell, place, made} = this.#running;
    this.#running = null;
    const names = new Set([...cell.names, ...cell.assigns]);
    for (const name of names) {
      const isGiven = !missing.has(name);
      const print = isGiven ? this.#printOf(variables, name, cell) : `missing ${made.run}`;
      const given = {...made, place, print};
      const byPlace = this.#given.get(name) ?? new Map<string, Given>();
      this.#given.set(name, byPlace.set(place, given));
      if (isGiven) this.#current.set(name, given);
    }
    // What an earlier text of the cell gave, and this one does not.
    for (const [name, byPlace] of this.#given)
      if (!names.has(name) && byPlace.has(place))
        byPlace.set(place, {...made, place, print: `missing ${made.run}`});
    this.#cells.delete(place);
    if (!failed) this.#cells.set(place, made);
    for (const oldest of this.#cells.keys()) {
      if (this.#cells.size <= mostPlaces) break;
      this.#forget(oldest);
    }
  }

  /** The cells that show something of before, by place, each with a sentence that says why. */
  stale(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [place, {from}] of this.#cells) {
      const cause = this.#causeOf(from, place, new Set());
      if (!cause) continue;
      const first = [...cause.makers].reverse();
      const again =
        first.length === 0 ? "Run this cell again." : `Run ${listOf(first)} again, then this cell.`;
      found[place] = `From an earlier run: made from ${saidOf(cause)}. ${again}`;
    }
    return found;
  }

  /** What a cell uses, also by way of the functions that it calls; not what it gives itself. */
  #usedBy({uses, names}: CompiledCell): Used[] {
    const own = new Set(names);
    const seen = new Set(uses);
    const found: Used[] = [];
    for (const name of seen) {
      for (const next of this.#usesLater.get(name) ?? []) seen.add(next);
      const given = this.#current.get(name);
      if (!given || own.has(name)) continue;
      found.push({name, place: given.place, run: given.run, print: given.print});
    }
    return found;
  }

  #latest({name, place}: Used): Given | undefined {
    return this.#given.get(name)?.get(place);
  }

  #causeOf(from: readonly Used[], place: string, seen: Set<string>): Cause | null {
    for (const used of from) {
      const latest = this.#latest(used);
      if (!latest || used.place === place || latest.run === used.run) continue;
      if (latest.print !== used.print)
        return {used: [used.name], makers: [], since: latest.filename};
    }
    for (const used of from) {
      const latest = this.#latest(used);
      if (!latest || used.place === place || seen.has(keyOf(used))) continue;
      seen.add(keyOf(used));
      const cause = this.#causeOf(latest.from, used.place, seen);
      if (cause)
        return {
          used: [used.name, ...cause.used],
          makers: [latest.filename, ...cause.makers],
          since: cause.since,
        };
    }
    return null;
  }

  #printOf(variables: Readonly<Record<string, unknown>>, name: string, cell: CompiledCell): string {
    try {
      return this.#prints.of(variables[name], name in cell.usesLater);
    } catch {
      return `none ${this.#runs}`;
    }
  }

  #forget(place: string): void {
    this.#cells.delete(place);
    for (const byPlace of this.#given.values()) byPlace.delete(place);
  }
}

const keyOf = ({name, place}: Used): string => `${name} ${place}`;

/** "runs, and that from beta, whose cell has run again since as In[7]" */
const saidOf = ({used, since}: Cause): string =>
  `${used.join(", and that from ")}, whose cell has run since, as ${since}`;

const listOf = (filenames: readonly string[], last?: string): string =>
  [...new Set([...filenames, ...(last === undefined ? [] : [last])])].join(", then ");
