import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {bibliographyPage, papersIn} from "../../../src/lab/page/bibliography-page";
import {provenance} from "../recorded-kernel";

test("every paper stands with what was read of it and leads to the claims that it is on trial for", () => {
  const papers = papersIn(path.join(__dirname, "..", "..", ".."));
  const verdict = {
    claim: "L4",
    paper: "littwin2016",
    kind: "refuted",
    reason: "",
    notebook: "05-x",
  };
  const entry = {
    ...{notebook: "05-x", title: "T", question: "", seconds: 1, provenance},
    verdicts: [{...verdict, cell: "c4", seconds: 1}],
  };
  const page = bibliographyPage(papers, [entry]);
  assert.equal([...page.matchAll(/<article/g)].length, Object.keys(papers).length);
  assert.ok(page.includes('<a href="05-x.html#cell-c4">L4</a> (refuted)'));
  assert.ok(page.includes("https://arxiv.org/abs/1611.02525"));
});
