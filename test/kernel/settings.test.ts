import assert from "node:assert/strict";
import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {after, test} from "node:test";
import {placeOf, readSettings} from "../../src/kernel/settings";
import {notebookFolder} from "./notebook";

const {folder, write, remove} = notebookFolder();
after(remove);
const file = path.join(folder, "settings", "kernel.json");
const settings = (given: object) => {
  write("settings/kernel.json", JSON.stringify(given));
  return readSettings(file);
};

test("paths in the settings start at the folder of their file, other texts stay as they are", () => {
  const {project, preload, caches, warmUp, title} = settings({
    project: "..",
    preload: ["first.cjs", "/second.cjs"],
    caches: "kept",
    warmUp: ["./not-a-path"],
  });
  assert.equal(project, folder);
  assert.deepEqual(preload, [path.join(folder, "settings", "first.cjs"), "/second.cjs"]);
  assert.equal(caches, path.join(folder, "settings", "kept"));
  assert.deepEqual(warmUp, ["./not-a-path"]);
  assert.equal(title, readSettings().title, "what is left out is as usual");
});

test("settings that cannot be meant are refused with the file, and with what is expected", () => {
  assert.throws(() => settings({proyect: ".."}), /kernel\.json have "proyect"; expected .*project/);
  assert.throws(() => settings({preload: "x.cjs"}), /preload must be a list in .*got "x\.cjs"/);
  assert.throws(() => settings({title: ["a"]}), /title must be a text/);
  write("settings/kernel.json", "{");
  assert.throws(() => readSettings(file), /kernel\.json cannot be read: /);
  assert.throws(() => readSettings(path.join(folder, "none.json")), /none\.json cannot be read/);
});

test("the project is the folder of the nearest tsconfig.json, or else the notebook's own", () => {
  const deep = path.join(folder, "a", "b");
  mkdirSync(deep, {recursive: true});
  assert.equal(placeOf(readSettings(), deep).root, deep);
  writeFileSync(path.join(folder, "a", "tsconfig.json"), "{}");
  assert.equal(placeOf(readSettings(), deep).root, path.join(folder, "a"));
  assert.equal(placeOf({...readSettings(), project: folder}, deep).root, folder);
});
