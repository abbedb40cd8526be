import {machineFindings} from "./doctor-machine";
import {kernelFindings} from "./doctor-kernel";

/** What was looked at, what was found, and, where something is wrong, what to do. */
export type Finding = {
  readonly about: string;
  readonly found: string;
  /** An order to the reader, or null when all is well. */
  readonly remedy: string | null;
};

/** `npm run doctor`: ten lines on what is installed, the last three from cells of the real kernel. */
async function doctor(root: string): Promise<void> {
  const show = ({about, found, remedy}: Finding) => {
    const mark = remedy === null ? "✓" : "✗";
    console.log(`${mark} ${about.padEnd(13)} ${found}${remedy === null ? "" : `: ${remedy}`}`);
    if (remedy !== null) process.exitCode = 1;
  };
  for (const finding of machineFindings(root)) show(finding);
  for await (const finding of kernelFindings(root)) show(finding);
}

doctor(process.env["LAB_ROOT"] ?? process.cwd()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
