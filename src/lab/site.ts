import path from "node:path";
import {notebooksOptions, runNotebooks} from "./notebooks";
import type {NotebooksOptions} from "./notebooks";

/**
 * Reads the words after `npm run site --`: those of `npm run notebooks`, and `--single-file`, which puts all that
 * a page needs into it.
 */
export function siteOptions(words: readonly string[], root: string): NotebooksOptions {
  const single = "--single-file";
  const rest = words.filter((word) => word !== single);
  return {...notebooksOptions(rest, root), live: rest.length < words.length ? "inside" : "beside"};
}

if (require.main === module) {
  const root = path.join(__dirname, "..", "..");
  Promise.resolve()
    .then(() => runNotebooks(siteOptions(process.argv.slice(2), root)))
    .then(
      (code) => (process.exitCode = code),
      (error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
      },
    );
}
