import type {Origin} from "../modules/modules";

export type Read = (module: unknown) => Record<string, unknown>;

export type Followed = {
  /** Those that a declaration gives values to. */
  readonly names: readonly string[];
  readonly read: Read;
  readonly isConst: boolean;
};

type Following = {
  readonly origin: Origin;
  readonly read: Read;
  /** What the names were given last; none has changed since, where they are constants. */
  given: Record<string, unknown> | null;
};

/** Names of cells that have their values from a module: `const {f} = require("./m")`. */
export class FollowedNames {
  readonly #byName = new Map<string, Following>();
  readonly #variables: Record<string, unknown>;

  constructor(variables: Record<string, unknown>) {
    this.#variables = variables;
  }

  /** A cell declares these names: what they were before is over. */
  forget(names: readonly string[]): void {
    for (const name of names) this.#byName.delete(name);
  }

  /** @param isConst whether nothing else can give the names other values */
  follow(origin: Origin, {names, read, isConst}: Followed): void {
    const following = {origin, read, given: isConst ? null : read(origin.value())};
    for (const name of names) this.#byName.set(name, following);
  }

  /** Gives names the values of files that were loaded again; what fails keeps its value, and comes back. */
  renew(files: ReadonlySet<string>): unknown[] {
    const failures: unknown[] = [];
    for (const following of new Set(this.#byName.values()))
      if (files.has(following.origin.file))
        try {
          this.#renew(following);
        } catch (error) {
          failures.push(error);
        }
    return failures;
  }

  #renew(following: Following): void {
    const {origin, read, given} = following;
    const anew = read(origin.value());
    for (const [name, value] of Object.entries(anew)) {
      if (this.#byName.get(name) !== following) continue;
      const now = Object.getOwnPropertyDescriptor(this.#variables, name);
      // Its cell has failed, or gave it another value since.
      if (!now || !("value" in now) || (given && !Object.is(given[name], now.value)))
        this.#byName.delete(name);
      else this.#variables[name] = value;
    }
    if (given) following.given = anew;
  }
}
