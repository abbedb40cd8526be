import {onOrphaned} from "./run-orphan.mjs";
import {openBrowser} from "./start-browser";
import {documentToOpen, readOnlyPaths, readyCopies} from "./start-copies";
import {startJupyter} from "./start-jupyter";
import {startOptions} from "./start-options";
import {freePort} from "./start-port";

/** `npm start`: JupyterLab on the reader's notebooks, until Ctrl-C. */
async function start(root: string): Promise<void> {
  const options = startOptions(process.argv.slice(2), root);
  const asRoot = process.getuid?.() === 0;
  if (asRoot && !options.allowRoot)
    console.error(
      "Running as root, where a cell can change any file of this machine: start the lab as an " +
        "ordinary user, or add --allow-root if you mean it.",
    );

  const {edit} = options;
  if (!edit) readyCopies(root, {say: (line) => console.log(line)});
  const readOnly = edit ? [] : readOnlyPaths(root);

  const port = await freePort(options.port);
  if (port !== options.port)
    console.error(`Port ${options.port} is in use: the lab listens on ${port} instead.`);
  const starting = startJupyter(root, {port, asRoot, readOnly});
  const close = () => {
    console.error("Closing the lab.");
    starting.then((server) => server.stop()).catch(() => process.exit(1));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, close);
  onOrphaned(close);
  const server = await starting;

  const document = options.document ?? documentToOpen(root, {edit});
  const path = document === null ? "lab" : `lab/tree/${encodeURI(document)}`;
  const page = `${server.url}${path}?token=${server.token}`;
  console.log(`Residual Lab is open, until Ctrl-C, at\n  ${page}`);
  if (options.browser && !(await openBrowser(page)))
    console.log("No browser could be opened here: copy the address into one.");
  const {asked, by, words} = await server.ended;
  if (asked) return;
  const last = words.split("\n").at(-1) ?? "";
  throw new Error(
    `JupyterLab ended by itself (${by}), and its kernels with it. ${last}`.trim() +
      "\nNotebooks are as they were last saved; npm start opens them again.",
  );
}

start(process.env["LAB_ROOT"] ?? process.cwd()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
