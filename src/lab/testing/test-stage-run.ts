import {spawn} from "node:child_process";
import {once} from "node:events";
import {join, relative} from "node:path";
import {createInterface} from "node:readline";
import {pathToFileURL} from "node:url";
import {testFiles} from "./test-stages";
import type {Stage} from "./test-stages";

export type StageResult = {
  readonly name: string;
  readonly seconds: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line each. */
  readonly failures: readonly string[];
  /** Why tests were skipped, each reason once. */
  readonly reasons: readonly string[];
};

export type StageOptions = {
  readonly root: string;
  /** Only tests whose name has this in it. */
  readonly grep: string | null;
  /** Shows the reader what failed, as soon as it has. */
  readonly show: (text: string) => void;
};

/** Runs a stage to its end. It fails when its tool does, when a test does, and when it has no tests. */
export async function runStage(stage: Stage, options: StageOptions): Promise<StageResult> {
  const start = performance.now();
  const outcome =
    "command" in stage ? await runTool(stage, options) : await runTests(stage, options);
  return {name: stage.name, seconds: (performance.now() - start) / 1000, ...outcome};
}

type Outcome = Omit<StageResult, "name" | "seconds">;

async function runTool(
  stage: Stage & {command: readonly string[]},
  {root, show}: StageOptions,
): Promise<Outcome> {
  const [script = "", ...args] = stage.command;
  const memory = "--max-old-space-size=4096"; // Types and lint hold the whole program.
  const child = spawn(process.execPath, [memory, join(root, script), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  for (const line of printed.split("\n")) if (line.startsWith("note: ")) show(line);
  if (code === 0) return {passed: 1, failed: 0, skipped: 0, failures: [], reasons: []};
  show(printed.trim());
  return {passed: 0, failed: 1, skipped: 0, failures: [stage.name], reasons: []};
}

type Report = {
  ended?: string;
  leftOut?: string;
  why?: string;
  failed?: string;
  file?: string;
  text?: string;
  printed?: string;
  counts?: {passed: number; failed: number; skipped: number};
};

async function runTests(
  stage: Stage & {atOnce: number; limit: number},
  {root, grep, show}: StageOptions,
): Promise<Outcome> {
  const files = testFiles(stage, root);
  if (files.length === 0) {
    show(`${stage.name}: there are no tests, expected some in test/`);
    const failures = [`${stage.name}: no tests`];
    return {passed: 0, failed: 1, skipped: 0, failures, reasons: []};
  }
  const loader = pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
  const reporter = pathToFileURL(join(root, "src", "lab", "testing", "test-reporter.mjs")).href;
  const child = spawn(
    process.execPath,
    [
      ...["--import", loader, "--test", `--test-concurrency=${stage.atOnce}`],
      ...[`--test-timeout=${stage.limit * 1000}`, `--test-reporter=${reporter}`],
      ...(grep === null ? [] : [`--test-name-pattern=${grep}`]),
      ...files,
    ],
    {cwd: root, env: withoutRunner(), stdio: ["ignore", "pipe", "inherit"], detached: true},
  );
  // The runner leads a group, so that the files of tests it started end with it.
  const endAll = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All have ended.
    }
  };
  process.once("exit", endAll);
  // A test that was given up may still hold its process, and the runner would wait for it for ever.
  const patience = stage.limit * 2_000;
  const stuck = setTimeout(endAll, patience);
  const failures: string[] = [];
  const reasons = new Set<string>();
  let good = 0;
  let counts: Report["counts"];
  for await (const text of createInterface({input: child.stdout})) {
    stuck.refresh();
    const report = readReport(text);
    const {ended, failed, file = "", text: reason, printed, counts: counted} = report;
    counts ??= counted;
    // Node gives this very reason to each test whose name was not asked for.
    if (report.leftOut !== undefined && grep === null) reasons.add(report.why || report.leftOut);
    if (ended !== undefined) good += 1;
    const place = relative(root, file);
    if (printed !== undefined) show(`${place} printed:\n${printed}`);
    if (failed === undefined) continue;
    failures.push(`${failed} (${place})`);
    show([`✖ ${failed} (${place})`, reason].join("\n"));
  }
  clearTimeout(stuck);
  process.off("exit", endAll);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  const {passed = good, failed = failures.length} = counts ?? {};
  // Node counts the tests whose name was not asked for among the skipped.
  const skipped = grep === null ? (counts?.skipped ?? 0) : 0;
  // A runner that broke down before it counted has failed, whatever it counted.
  const nothing = passed + failed + skipped === 0 && grep === null;
  const broken = failed === 0 && (child.exitCode !== 0 || nothing) ? 1 : 0;
  if (broken) failures.push(`${stage.name}: the runner broke off after ${passed} tests`);
  return {passed, failed: failed + broken, skipped, failures, reasons: [...reasons]};
}

/** Under a runner, as in the tests of this file, Node would run no tests and say that all is well. */
function withoutRunner(): NodeJS.ProcessEnv {
  return {...process.env, NODE_TEST_CONTEXT: undefined};
}

function readReport(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {}; // A line that a test printed past the runner.
  }
}
