import {shownAs} from "../../display/page/mime";
import {toJson} from "../../runs/plain-data";

export const storedMime = "application/vnd.residual-lab.stored+json";

/** A value of more text than this stays with the notebook: a page is to be read on a phone. */
const mostCharacters = 1_500_000;

/**
 * Runs in the kernel: the values of a notebook's names that can be stored in a page, each as `toJson` writes it; null
 * for what is no plain data (a function, a network), or too much of it.
 */
export function storedValues(names: Readonly<Record<string, () => unknown>>) {
  const values = Object.fromEntries(
    Object.entries(names).map(([name, value]) => [name, storedText(value)]),
  );
  return shownAs({}, () => ({"text/plain": "stored values", [storedMime]: values}));
}

function storedText(value: () => unknown): string | null {
  try {
    const text = toJson(value());
    return text.length > mostCharacters ? null : text;
  } catch {
    return null;
  }
}

/** The code of a cell that asks for the values of these names. */
export const askFor = (names: readonly string[]): string =>
  `(await import("residual-lab/lab/live/stored-values")).storedValues({${names
    .map((name) => `${name}: () => ${name}`)
    .join(", ")}})`;

/** Those that can be stored, by name. */
export function storedIn(bundle: unknown): Map<string, string> {
  const values = (bundle as Record<string, unknown> | undefined)?.[storedMime] ?? {};
  return new Map(
    Object.entries(values as Record<string, string | null>).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
