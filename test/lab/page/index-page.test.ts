import assert from "node:assert/strict";
import {test} from "node:test";
import {entryOf, indexPage} from "../../../src/lab/page/index-page";
import {runNotebook} from "../../../src/lab/notebook/run";
import {verdictsOf} from "../../../src/lab/notebook/verdict-records";
import {fixtureNotebook, provenance, recordedKernel} from "../recorded-kernel";

test("the index names each notebook with its question, time and verdicts, and links to all of them", async () => {
  const run = await runNotebook(fixtureNotebook("every-output"), recordedKernel("every-output"));
  const entry = entryOf(run, {provenance, verdicts: verdictsOf(run)});
  const page = indexPage([entry, {...entry, notebook: "06-other", verdicts: []}]);
  assert.match(page, /<a href="every-output\.html">The shortest path carries most, at first<\/a>/);
  assert.match(page, /<em>Which lengths carry the signal\?<\/em>/);
  assert.match(page, /href="every-output\.html#cell-verdict"/);
  assert.match(page, /2 notebooks, 1 claim tried\./);
  assert.match(page, /<summary>How they came out<\/summary><p>1 supported\.<\/p>/);
  const unfolded = page
    .replace(/<details[^]*?<\/details>/g, "")
    .replace(/<style[^]*?<\/style>/g, "");
  assert.doesNotMatch(unfolded, /supported/, "who has not asked can still guess");
  assert.match(page, /href="06-other\.html"/);
});
