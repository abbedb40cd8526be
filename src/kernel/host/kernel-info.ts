import {readFileSync} from "node:fs";
import {join} from "node:path";
import {protocolVersion} from "./messages";
import type {Content} from "./messages";

/** What the kernel says about itself; TypeScript's version is read, not loaded, to answer at once. */
export function kernelInfo(root: string): Content {
  const version = readVersion(join(root, "package.json"));
  const typescript = readVersion(require.resolve("@tslab/typescript-for-tslab/package.json"));
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "residual-lab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: {name: "javascript", mode: "typescript", typescript: true},
      nbconvert_exporter: "script",
    },
    banner: `Residual Lab ${version}: TypeScript ${typescript} on Node ${process.version}`,
    help_links: [
      {text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html"},
      {text: "Node.js", url: "https://nodejs.org/docs/latest/api/"},
      {text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/"},
    ],
    debugger: false,
    supported_features: [],
  };
}

const readVersion = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
