import {readFileSync} from "node:fs";
import {version} from "../package.json";
import type {Settings} from "../settings";
import {protocolVersion} from "./messages";
import type {Content} from "./messages";

/** What the kernel says about itself; TypeScript's version is read, not loaded, to answer at once. */
export function kernelInfo({title, helpLinks}: Settings): Content {
  const typescript = readVersion(require.resolve("@tslab/typescript-for-tslab/package.json"));
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "typescript-cells",
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
    banner: `${title} ${version}: TypeScript ${typescript} on Node ${process.version}`,
    help_links: [
      {text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html"},
      {text: "Node.js", url: "https://nodejs.org/docs/latest/api/"},
      ...helpLinks,
    ],
    debugger: false,
    supported_features: [],
  };
}

const readVersion = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
