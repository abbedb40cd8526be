import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {prepareHome} from "../../../src/lab/class/prepare-home";

const notebook = (text: string): string =>
  JSON.stringify({
    ...{nbformat: 4, nbformat_minor: 5, metadata: {}},
    cells: [{id: "a", cell_type: "markdown", metadata: {}, source: text}],
  });

test("a home gets copies of the notebooks, and an update leaves in it what its user made", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "prepare-home-"));
  const [root, home] = ["project", "home"].map((name) => path.join(folder, name));
  try {
    mkdirSync(path.join(root, "notebooks"), {recursive: true});
    mkdirSync(path.join(root, "src"));
    const publish = (text: string) => {
      for (const name of ["01-a", "02-b"])
        writeFileSync(path.join(root, "notebooks", `${name}.ipynb`), notebook(text));
    };
    publish("of before");
    mkdirSync(home);
    prepareHome(root, home);
    const own = path.join(home, "my");
    const work = notebook("with my work");
    writeFileSync(path.join(own, "01-a.ipynb"), work);
    writeFileSync(path.join(home, "data/runs/run.json"), "{}");
    for (const name of ["left", "tsx-70000"]) mkdirSync(path.join(home, ".tmp", name));

    publish("of today");
    assert.match(
      prepareHome(root, home).join("\n"),
      /01-a has changed: the new version is my\/01-a \(new\)\.ipynb/,
    );
    assert.equal(readFileSync(path.join(own, "01-a.ipynb"), "utf8"), work);
    assert.match(readFileSync(path.join(own, "01-a (new).ipynb"), "utf8"), /of today/);
    assert.match(readFileSync(path.join(own, "02-b.ipynb"), "utf8"), /of today/);
    assert.deepEqual(readdirSync(path.join(home, "data/runs")), ["run.json"]);
    assert.deepEqual(readdirSync(path.join(home, ".tmp")), ["tsx-70000"]);
    assert.equal(readlinkSync(path.join(home, "src")), path.join(root, "src"));
    // What all share has nothing of one user's.
    assert.deepEqual(readdirSync(root).sort(), ["notebooks", "src"]);

    rmSync(path.join(home, "src"));
    cpSync(path.join(root, "src"), path.join(home, "src"), {recursive: true});
    prepareHome(root, home);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
