import {execFile} from "node:child_process";

/**
 * Asks the registry for high and critical advisories. Not every registry answers, and none does
 * offline: then nothing is known, which is said and is not a failure. An answer fails the run in CI
 * only, since a reader can do nothing about an advisory of this morning.
 */
const words = ["audit", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
execFile("npm", words, {maxBuffer: 1 << 26}, (_error, output) => {
  const counts = severities(output);
  if (counts === null) console.log("note: the registry did not answer npm audit: unknown");
  else if (counts.high + counts.critical === 0) return;
  else {
    console.log(
      `note: npm audit knows ${counts.high} high, ${counts.critical} critical advisories`,
    );
    if (process.env["CI"]) process.exitCode = 1;
  }
});

/**
 * @param {string} output
 * @returns {{high: number, critical: number} | null}
 */
function severities(output) {
  try {
    return JSON.parse(output).metadata.vulnerabilities;
  } catch {
    return null;
  }
}
