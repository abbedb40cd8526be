import {spawn} from "node:child_process";
import {once} from "node:events";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {labEnvironment} from "../../src/lab/setup/environment.mjs";

export interface ServedLab {
  /** Address of the document in JupyterLab, token included. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts what `npm start` starts, on a free port and without opening a browser. */
export async function serveLab(
  root: string,
  {document, port = 8970}: {document: string; port?: number},
): Promise<ServedLab> {
  const loader = path.join(root, "node_modules", "tsx", "dist", "loader.mjs");
  const words = ["--no-browser", "--allow-root", "--port", String(port), document];
  const script = path.join(root, "src", "lab", "start.ts");
  const child = spawn(
    process.execPath,
    ["--import", pathToFileURL(loader).href, script, ...words],
    {
      cwd: root,
      env: labEnvironment(root),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0];
      if (address) resolve(address);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`the lab ended with code ${code}: ${said}`)));
  });
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
