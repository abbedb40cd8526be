import path from "node:path";
import type {SourceFiles} from "./source-files";
import type {ImportResolver} from "./import-resolver";

const imported = /\b(?:from|import|require\()\s*['"]([^'"\n]+)['"]/g;

/**
 * Parses, one file at a step, what the types of packages consist of, so that the cell that
 * imports them need not. Between two steps (some milliseconds) requests are answered.
 */
export function* warmUpPackages(
  packages: readonly string[],
  files: SourceFiles,
  resolver: ImportResolver,
): Generator<void> {
  const waiting: [names: readonly string[], from: string][] = [
    [packages, path.posix.join(resolver.place.root, "warm-up.ts")],
  ];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const {resolvedModule} of resolver.resolve(...next)) {
      const name = resolvedModule?.resolvedFileName;
      if (!name?.endsWith(".d.ts") || seen.has(name)) continue;
      seen.add(name);
      const text = files.get(name)?.text ?? "";
      yield;
      const names = [...text.matchAll(imported)].map(([, specifier]) => specifier);
      if (names.length > 0) waiting.push([names, name]);
    }
  }
}
