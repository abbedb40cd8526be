import assert from "node:assert/strict";
import {existsSync, readFileSync, readdirSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";

const root = path.join(__dirname, "..");
const documents = ["README.md", "CONTRIBUTING.md", "src/kernel/README.md", "data/README.md"].concat(
  readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
);

/** Where a path in a document may begin: beside it, at the root, in src/, and in the kernel for its own. */
function places(document: string, named: string): string[] {
  const module = named.replace(/^residual-lab\//, "src/");
  return [path.dirname(document), ".", "src", "src/kernel"]
    .map((folder) => path.join(root, folder, module))
    .flatMap((file) => [file, `${file}.ts`]);
}

const exists = (document: string, named: string): boolean =>
  places(document, named).some((file) => existsSync(file));

test("every file and folder of the project that the documents name is there", () => {
  let looked = 0;
  const missing: string[] = [];
  for (const document of documents) {
    const text = readFileSync(path.join(root, document), "utf8");
    const coded = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?|[\w-]+\/)`/g)].map(
      ([, name]) => name,
    );
    const linked = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, name]) => name);
    for (const named of [...coded, ...linked]) {
      // Words in capitals and NN stand for a name; what is installed or made is not in the tree.
      if (/\b[A-Z]{2,}\b(?!\.md)/.test(named) || made.test(named)) continue;
      looked++;
      if (!exists(document, named)) missing.push(`${document} names ${named}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(looked > 50, `the rule looked at only ${looked} paths`);
});

/** Installed, downloaded or made; and what begins with a dot is an import in code. */
const made =
  /^(\.\/\w+|\.venv|\.class|\.cache|\.jupyter|node_modules|site|my|data\/runs|notebooks\/own|data\/downloads)\b/;

test("the README's picture of the folders shows each folder of src/, and no other", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const picture = /\n## The folders\n+```\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const inSource = /\nsrc\/.*\n((?: .*\n)*)/.exec(picture)?.[1] ?? "";
  const shown = (indent: number): string[] =>
    [...inSource.matchAll(/^( +)(\w+) /gm)]
      .filter(([, spaces]) => spaces.length === indent)
      .map(([, , name]) => name);
  const folders = (...names: string[]): string[] =>
    readdirSync(path.join(root, "src", ...names), {withFileTypes: true})
      .filter((entry) => entry.isDirectory())
      .map(({name}) => name);
  assert.deepEqual(shown(2).sort(), folders().sort());
  assert.deepEqual(shown(4).sort(), folders("analyses").sort());
});
