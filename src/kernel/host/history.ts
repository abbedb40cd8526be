import type {Content} from "./messages";

/** A stored cell; `session` grows by one each time the engine is replaced. */
type Entry = {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
};

const remembered = 10_000;

/** The cells of this kernel's life, as the history request asks for them. */
export class History {
  #entries: Entry[] = [];
  #session = 1;

  get session(): number {
    return this.#session;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > remembered) this.#entries.shift();
  }

  newSession(): void {
    this.#session++;
  }

  /** Answers the content of a history request with (session, line, input or (input, output)). */
  answer(request: Content): unknown[] {
    const found = this.#select(request);
    return found.map(({session, line, input, output}) => [
      session,
      line,
      request["output"] === true ? [input, output] : input,
    ]);
  }

  #select(request: Content): Entry[] {
    const n = wholeNumber(request["n"]);
    switch (request["hist_access_type"]) {
      case "range": {
        // Session 0 is the present one, −1 the one before.
        const asked = wholeNumber(request["session"]) ?? 0;
        const session = asked > 0 ? asked : this.#session + asked;
        const start = wholeNumber(request["start"]) ?? 0;
        const stop = wholeNumber(request["stop"]) ?? Infinity;
        return this.#entries.filter(
          (entry) => entry.session === session && entry.line >= start && entry.line < stop,
        );
      }
      case "search": {
        const pattern = globPattern(String(request["pattern"] ?? "*"));
        const found = this.#entries.filter((entry) => pattern.test(entry.input));
        return newest(request["unique"] === true ? lastOfEach(found) : found, n);
      }
      default:
        return newest(this.#entries, n);
    }
  }
}

const wholeNumber = (value: unknown): number | undefined =>
  Number.isInteger(value) ? (value as number) : undefined;

const newest = (entries: Entry[], n: number | undefined): Entry[] =>
  n === undefined ? entries : entries.slice(Math.max(0, entries.length - n));

function lastOfEach(entries: Entry[]): Entry[] {
  const byInput = new Map<string, Entry>();
  for (const entry of entries) {
    byInput.delete(entry.input);
    byInput.set(entry.input, entry);
  }
  return [...byInput.values()];
}

/** `*` is any text, `?` any character, `[ab]` one of these; the pattern must match the whole input. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/\*+|\?|\[(\^?)(\]?[^\]]*)\]|[\s\S]/g, (token, not, members) => {
    if (token.startsWith("*")) return ".*";
    if (token === "?") return ".";
    if (members === undefined) return literal(token);
    return `[${not}${members.replace(/[\\\]^[]/g, "\\$&")}]`;
  });
  return new RegExp(`^${source}$`, "s");
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
