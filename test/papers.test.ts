import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";

const root = path.join(__dirname, "..");
const papers = JSON.parse(readFileSync(path.join(root, "data", "papers.json"), "utf8")) as Record<
  string,
  Record<string, unknown>
>;

test("src/ cites only papers of data/papers.json, at places that can be looked up there", () => {
  const files = readdirSync(path.join(root, "src"), {recursive: true, encoding: "utf8"});
  let cited = 0;
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const text = readFileSync(path.join(root, "src", file), "utf8");
    for (const [, key, place] of text.matchAll(/@see\s+(\S+) ?([^\n*]*)/g)) {
      cited++;
      assert.ok(Object.hasOwn(papers, key), `src/${file} cites ${key}, which papers.json lacks`);
      const places = papers[key].places as string[];
      for (const section of place.match(/§[\d.]*\d/g) ?? [])
        assert.ok(
          places.includes(section),
          `src/${file} cites ${section} of ${key}, not listed there`,
        );
      assert.ok(
        places.some((known) => place.startsWith(known)),
        `src/${file} must cite a place that papers.json lists for ${key}, got "${place}"`,
      );
    }
  }
  assert.ok(cited > 10, `the rule looked at only ${cited} citations`);
});

test("what a model or an analysis takes from a paper by number or as the paper's, its file cites", () => {
  const spoken = /\bthe paper('s)?\b|\b(theorem|lemma|corollary)\b|\bEqs?\. \d/i;
  let spoke = 0;
  for (const folder of ["models", "analyses"]) {
    const files = readdirSync(path.join(root, "src", folder), {recursive: true, encoding: "utf8"});
    for (const file of files.filter((name) => name.endsWith(".ts"))) {
      const text = readFileSync(path.join(root, "src", folder, file), "utf8");
      const docstrings = (text.match(/\/\*\*[\s\S]*?\*\//g) ?? []).join("\n");
      const told = spoken.exec(docstrings);
      if (!told) continue;
      spoke++;
      assert.match(
        docstrings,
        /@see /,
        `src/${folder}/${file} says "${told[0]}" and cites nothing: add @see with key and place`,
      );
    }
  }
  assert.ok(spoke > 10, `the rule found only ${spoke} files that speak of a paper`);
});

test("every paper has authors, a year, a title and a key made of the first author and the year", () => {
  for (const [key, paper] of Object.entries(papers)) {
    assert.ok(Array.isArray(paper.places), `${key} lists no places that can be cited`);
    for (const field of ["authors", "title", "read"]) {
      assert.ok(typeof paper[field] === "string" && paper[field] !== "", `${key} has no ${field}`);
    }
    assert.match(key, new RegExp(`^[a-z]+${String(paper.year)}[a-z]?$`));
    const first = String(paper.authors).split(/[ ,]/)[0].toLowerCase();
    assert.ok(key.startsWith(first), `${key} does not begin with ${first}`);
  }
});
