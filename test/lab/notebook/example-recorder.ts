import {recordEntries} from "../../../src/lab/notebook/verdict-store";
import type {NotebookEntry} from "../../../src/lab/notebook/verdict-records";
import {provenance} from "../recorded-kernel";

/** Run as a process: records ten notebooks, one after the other, into the site of the first word. */
const [out, name] = process.argv.slice(2);
const known = ["a", "b", "c"].flatMap((one) => Array.from({length: 10}, (_, i) => `${one}${i}`));
for (let i = 0; i < 10; i++) {
  const notebook = `${name}${i}`;
  const entry: NotebookEntry = {
    ...{notebook, title: notebook, question: "", seconds: 3, provenance, verdicts: []},
  };
  const index = (all: readonly NotebookEntry[]): string => all.map((one) => one.notebook).join();
  recordEntries([entry], {out, known, pages: (all) => ({"index.html": index(all)})});
}
