import {readdirSync} from "node:fs";
import {join, relative, sep} from "node:path";

/** A part of `npm test`: a tool that says yes or no, or files of tests. */
export type Stage =
  | {
      readonly name: string;
      readonly phase: number;
      readonly command: readonly string[];
      /** Takes long or fetches much: run when it is named, and not by every `npm test`. */
      readonly onRequest?: true;
    }
  | {
      readonly name: string;
      readonly phase: number;
      /** Folders of `test/`, or all that no other stage names. */
      readonly folders: readonly string[] | "others";
      /** Files of tests that run at the same time. */
      readonly atOnce: number;
      /** Seconds one file of tests may take: a guard, far above what a busy machine needs. */
      readonly limit: number;
    };

/** Folders of `test/` that `npm test` leaves alone: measurements, and runs of hours. */
const leftAlone = ["bench", "soak", "fixtures"];

/**
 * What must hold. Stages of one phase run side by side, tools in one lane and tests in another, each
 * lane in this order, so that two cores are in use. The kernel's tests start a hundred processes: nothing runs
 * beside them, and the tools that take longest run beside the notebooks.
 */
export const stages: readonly Stage[] = [
  {
    name: "types",
    phase: 1,
    command: [
      ...["node_modules/typescript/bin/tsc", "-p", ".", "--noEmit"],
      ...["--incremental", "--tsBuildInfoFile", ".cache/types.json"],
    ],
  },
  {
    name: "lint",
    phase: 3,
    command: ["node_modules/eslint/bin/eslint.js", "-c", ".eslint.config.mjs", "."],
  },
  {
    name: "format",
    phase: 3,
    command: [
      ...["node_modules/prettier/bin/prettier.cjs", "--check", "."],
      ...["--cache", "--cache-strategy", "content", "--cache-location", ".cache/format.json"],
    ],
  },
  {name: "audit", phase: 3, command: ["src/lab/testing/test-audit.mjs"]},
  {name: "unit", phase: 1, folders: "others", atOnce: 2, limit: 900},
  {name: "kernel", phase: 2, folders: ["kernel"], atOnce: 1, limit: 1500},
  {name: "notebooks", phase: 3, folders: ["notebooks"], atOnce: 1, limit: 900},
  {name: "browser", phase: 3, folders: ["browser"], atOnce: 1, limit: 1500},
  {
    name: "node-versions",
    phase: 4,
    command: ["src/lab/testing/node-versions.mjs"],
    onRequest: true,
  },
];

/** The files of tests of a stage, from the project's folder; none for a tool. */
export function testFiles(stage: Stage, root: string): string[] {
  if (!("folders" in stage)) return [];
  const named = stages.flatMap((other) =>
    "folders" in other && other.folders !== "others" ? other.folders : [],
  );
  const {folders} = stage;
  return readdirSync(join(root, "test"), {recursive: true, encoding: "utf8"})
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => {
      const [folder = ""] = relative(".", file).split(sep);
      return folders === "others"
        ? !named.includes(folder) && !leftAlone.includes(folder)
        : folders.includes(folder);
    })
    .map((file) => join("test", file))
    .sort();
}
