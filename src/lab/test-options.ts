import {parseArgs} from "node:util";
import {stages} from "./testing/test-stages";
import type {Stage} from "./testing/test-stages";

export type TestOptions = {readonly stages: readonly Stage[]; readonly grep: string | null};

/** Reads what follows `npm test --`; throws a `RangeError` of one line. */
export function testOptions(words: readonly string[]): TestOptions {
  const {only, grep} = parseWords(words);
  const names = only.flatMap((word) => word.split(","));
  const known = stages.map(({name}) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`--only takes ${known.join(", ")}, got ${unknown}`);
  const chosen = stages.filter(
    (stage) =>
      (names.length === 0 ? !("onRequest" in stage) : names.includes(stage.name)) &&
      // A name of a test means nothing to a tool.
      (grep === null || "folders" in stage),
  );
  return {stages: chosen, grep};
}

function parseWords(words: readonly string[]): {only: string[]; grep: string | null} {
  try {
    const {values} = parseArgs({
      args: [...words],
      options: {only: {type: "string", multiple: true}, grep: {type: "string"}},
    });
    return {only: values.only ?? [], grep: values.grep ?? null};
  } catch {
    throw new RangeError(`npm test takes --only STAGE and --grep WORDS, got ${words.join(" ")}`);
  }
}
