import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {cpSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {runInNewContext} from "node:vm";
import {writeLabExtensions} from "../../../src/lab/setup/jupyterlab-extensions.mjs";
import {writeLabSettings} from "../../../src/lab/setup/jupyterlab-settings.mjs";

const root = join(__dirname, "..", "..", "..");

/** A folder with the lab's sources for JupyterLab in it, and where JupyterLab looks. */
function installation(t: TestContext): {folder: string; jupyter: string} {
  const folder = mkdtempSync(join(tmpdir(), "lab-files-"));
  t.after(() => rmSync(folder, {recursive: true}));
  for (const name of ["labextension", "page"])
    cpSync(join(root, "src", "lab", name), join(folder, "src", "lab", name), {recursive: true});
  return {folder, jupyter: join(folder, ".venv", "share", "jupyter")};
}

type Container = {
  init(scope: Record<string, Record<string, unknown>>): void;
  get(module: string): Promise<() => {default: {id: string; requires: unknown[]}}>;
};

test("each extension is one program that hands JupyterLab its plugin, made of the modules in use", async (t) => {
  const {folder, jupyter} = installation(t);
  writeLabExtensions(folder);
  const names = readdirSync(join(jupyter, "labextensions")).sort();
  const programs = ["cells", "charts", "controls", "copies"];
  assert.deepEqual(
    names,
    programs.map((program) => `residual-lab-${program}`),
  );
  const page: {_JUPYTERLAB?: Record<string, Container>} = {};
  const before = new Set(Object.keys(page));
  for (const name of names) {
    const about = JSON.parse(
      readFileSync(join(jupyter, "labextensions", name, "package.json"), "utf8"),
    );
    assert.equal(about.name, name);
    const {load} = about.jupyterlab._build;
    const text = readFileSync(join(jupyter, "labextensions", name, load), "utf8");
    runInNewContext(text, page);
    const container = page._JUPYTERLAB?.[name];
    assert.ok(container, `${name} offers no container`);
    const tokens = (version: string) => ({
      INotebookTracker: `notebooks ${version}`,
      IRenderMimeRegistry: `renderers ${version}`,
    });
    const versions = {
      "1": {get: async () => () => tokens("1")},
      "2": {loaded: 1, get: async () => () => tokens("2")},
    };
    container.init({"@jupyterlab/notebook": versions, "@jupyterlab/rendermime": versions});
    const {id, requires} = (await container.get("./extension"))().default;
    assert.equal(id, `${name}:plugin`);
    assert.deepEqual([...requires], [name.endsWith("charts") ? "renderers 2" : "notebooks 2"]);
  }
  // The programs share a page, and must leave nothing else on it.
  assert.deepEqual(
    Object.keys(page).filter((key) => !before.has(key)),
    ["_JUPYTERLAB"],
  );
});

test("an installation from before gets the lab's settings, and its own stay", (t) => {
  const {folder, jupyter} = installation(t);
  const settings = join(jupyter, "lab", "settings");
  mkdirSync(settings, {recursive: true});
  writeFileSync(join(settings, "overrides.json"), "{}");
  writeLabSettings(folder);
  assert.equal(readFileSync(join(settings, "overrides.json"), "utf8"), "{}");
  const ours = JSON.parse(readFileSync(join(settings, "overrides.d", "residual-lab.json"), "utf8"));
  const {codeCellConfig} = ours["@jupyterlab/notebook-extension:tracker"];
  assert.equal(codeCellConfig.lineWrap, true);
});
