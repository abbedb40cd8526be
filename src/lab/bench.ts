import {readdirSync} from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {tableText} from "./testing/bench-table";
import type {BenchTable} from "./testing/bench-table";

const folder = path.join(__dirname, "../../test/bench");
const ending = ".bench.ts";

/**
 * `npm run bench -- [NAME [words]] [--json]`: runs one bench of test/bench, with words of its own,
 * or all of them, and prints its tables for people or, with --json, for machines.
 */
async function main(given: readonly string[]): Promise<void> {
  const json = given.includes("--json");
  const [name, ...words] = given.filter((word) => word !== "--json");
  const known = readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
  if (name !== undefined && !known.includes(name)) {
    console.error(`There is no bench "${name}": name one of ${known.join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  for (const bench of name === undefined ? known : [name]) {
    const file = pathToFileURL(path.join(folder, bench + ending)).href;
    const loaded = (await import(file)) as {bench(words: string[]): Promise<BenchTable[]>};
    for (const table of await loaded.bench(words)) {
      console.log(json ? JSON.stringify({bench, ...table}) : `${tableText(table)}\n`);
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
