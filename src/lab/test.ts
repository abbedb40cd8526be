import {testOptions} from "./test-options";
import {runStage} from "./testing/test-stage-run";
import type {StageResult} from "./testing/test-stage-run";
import type {Stage} from "./testing/test-stages";

/** `npm test`: every stage to its end, then what failed, then the counts alone on a line. */
async function test(root: string): Promise<void> {
  const {stages, grep} = testOptions(process.argv.slice(2));
  const start = performance.now();
  const results: StageResult[] = [];
  const run = async (lane: readonly Stage[]) => {
    for (const stage of lane) {
      const result = await runStage(stage, {root, grep, show: (text) => console.log(text)});
      results.push(result);
      console.log(resultLine(result));
    }
  };
  for (const phase of [...new Set(stages.map((stage) => stage.phase))]) {
    const now = stages.filter((stage) => stage.phase === phase);
    const tools = now.filter((stage) => "command" in stage);
    await Promise.all([run(tools), run(now.filter((stage) => !tools.includes(stage)))]);
  }

  const failures = results.flatMap((result) => result.failures.map((text) => [result.name, text]));
  if (failures.length > 0)
    console.log(["", "Failed:", ...failures.map((words) => `  ${words.join(": ")}`)].join("\n"));
  const sum = (pick: (result: StageResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  const skipped = sum((result) => result.skipped);
  const reasons = [...new Set(results.flatMap((result) => result.reasons))];
  console.log(`\nEverything took ${((performance.now() - start) / 1000).toFixed(0)} s`);
  console.log(
    `${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed` +
      (skipped > 0 ? `, ${skipped} skipped (${reasons.join("; ")})` : ""),
  );
  if (failures.length > 0 || results.length === 0) process.exitCode = 1;
}

function resultLine({name, seconds, passed, failed, skipped}: StageResult): string {
  const counts = [
    `${passed} passed`,
    failed && `${failed} FAILED`,
    skipped && `${skipped} skipped`,
  ];
  const time = `${seconds.toFixed(1)} s`;
  return `${name.padEnd(10)} ${time.padStart(8)}   ${counts.filter(Boolean).join(", ")}`;
}

// Leaving by exit lets each stage end what it started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(130));

test(process.env["LAB_ROOT"] ?? process.cwd()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
