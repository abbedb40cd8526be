import {randomBytes} from "node:crypto";
import {readFileSync} from "node:fs";
import type {MimeBundle} from "../protocol";

type Show = (
  bundle: MimeBundle,
  options: {displayId?: string; update?: boolean; metadata?: object},
) => void;

const textForms = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  text: "text/plain",
} as const;
const binaryForms = {
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
} as const;

/** JSON comes as text here; of other text JSON makes a string. */
function parsed(type: string, content: unknown): unknown {
  if (typeof content !== "string" || !/[/+]json$/.test(type)) return content;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

/**
 * What cells get for `import {display} from "tslab"`: the package's own interface. The package
 * itself would load its compiler into the engine, which has its own elsewhere.
 */
export function tslabModule(show: Show): object {
  const displayOf = (displayId?: string) => {
    let isShown = false;
    const raw = (contentType: string, content: unknown) => {
      show(
        {[contentType]: parsed(contentType, content)},
        displayId ? {displayId, update: isShown} : {},
      );
      isShown = true;
    };
    const forms = Object.entries({...textForms, ...binaryForms}).map(
      ([name, type]) => [name, (content: unknown) => raw(type, content)] as const,
    );
    return {raw, ...Object.fromEntries(forms)};
  };
  const versionOf = (name: string) =>
    (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as {version: string})
      .version;
  return {
    __esModule: true,
    display: displayOf(),
    newDisplay: () => displayOf(randomBytes(8).toString("hex")),
    get versions() {
      return {
        tslab: versionOf("tslab"),
        typescript: versionOf("@tslab/typescript-for-tslab"),
        node: process.version,
      };
    },
  };
}
