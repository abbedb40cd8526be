import {readdirSync} from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";

/** What a soak found: lines for people, and what must not be. */
export type SoakReport = {readonly lines: readonly string[]; readonly faults: readonly string[]};

const folder = path.join(__dirname, "../../test/soak");
const ending = ".soak.ts";

/** `npm run soak -- [NAME [words]]`: runs one soak of test/soak, with words of its own, or all. */
async function main([name, ...words]: readonly string[]): Promise<void> {
  const known = readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
  if (name !== undefined && !known.includes(name))
    throw new RangeError(`there is no soak "${name}": name one of ${known.join(", ")}`);
  for (const soak of name === undefined ? known : [name]) {
    const file = pathToFileURL(path.join(folder, soak + ending)).href;
    const loaded = (await import(file)) as {soak(words: string[]): Promise<SoakReport>};
    const {lines, faults} = await loaded.soak(words);
    console.log([`Soak of the ${soak}`, ...lines].join("\n"));
    for (const fault of faults) console.log(`FAULT: ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
