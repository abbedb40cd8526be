import path from "node:path";
import {parseArgs} from "node:util";
import {writeWhole} from "../files/write-whole";
import {recordedKinds} from "../runs/recorded-kinds";
import {storedResults} from "../runs/stored-results";
import {readGuessFiles} from "./guesses/guess-files";
import {guessesPage} from "./guesses/guesses-page";
import {pooledGuesses} from "./guesses/pooled";
import type {Recorded} from "./guesses/pooled";

export type GuessesOptions = {
  readonly files: readonly string[];
  readonly out: string;
  /** Whether the verdicts are shown beside what was expected. */
  readonly verdicts: boolean;
};

/**
 * Pools what the readers of a group expected, and writes the page that shows it beside the verdicts. Files and lines
 * that cannot be used are told in a sentence each. Returns the exit code: 1 where no guess was found.
 */
export function poolGuesses(
  {files, out, verdicts}: GuessesOptions,
  {
    recorded,
    say,
  }: {readonly recorded: () => readonly Recorded[]; readonly say: (line: string) => void},
): number {
  const {guesses, late, problems} = readGuessFiles(files);
  for (const problem of problems) say(problem);
  if (guesses.length === 0) {
    say("no guess made before a run was found, so there is nothing to show");
    return 1;
  }
  const claims = pooledGuesses(guesses, recorded());
  const readers = new Set(guesses.map(({reader}) => reader)).size;
  writeWhole(out, guessesPage(claims, {readers, late, verdicts}));
  say(`${readers} readers, ${claims.length} claims: ${path.relative(process.cwd(), out)}`);
  return 0;
}

/** The verdicts on record, with the numbers of the stored full runs. */
export function recordOf(root: string): Recorded[] {
  type Stored = {claim: string; effect?: number | null};
  const kinds = recordedKinds({root});
  const effects = new Map(
    [...new Set(kinds.map(({notebook}) => notebook))]
      .flatMap((notebook) => storedResults<Stored>(notebook)?.verdicts ?? [])
      .map(({claim, effect}) => [claim, effect]),
  );
  return kinds.map(({claim, notebook, kind, from}) => {
    return {claim, notebook, kind, from, effect: effects.get(claim) ?? null};
  });
}

const usage =
  "npm run guesses -- FILES: name the files of guesses that readers handed in, each their my/guesses.jsonl, " +
  "or a folder of them (--out FILE for the page, --without-verdicts to show it before the runs)";

/** Reads the words after `npm run guesses --`; throws a `RangeError` of one line. */
export function guessesOptions(words: readonly string[], root: string): GuessesOptions {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {out: {type: "string"}, "without-verdicts": {type: "boolean"}},
    });
  } catch (error) {
    throw new RangeError(usage, {cause: error});
  }
  const {values, positionals: files} = parsed;
  if (files.length === 0) throw new RangeError(usage);
  const out = path.resolve(values.out ?? path.join(root, "site", "guesses.html"));
  return {files, out, verdicts: values["without-verdicts"] !== true};
}

if (require.main === module) {
  const root = path.join(__dirname, "..", "..");
  try {
    const options = guessesOptions(process.argv.slice(2), root);
    process.exitCode = poolGuesses(options, {recorded: () => recordOf(root), say: console.log});
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
