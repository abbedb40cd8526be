import {builtinModules} from "node:module";
import type TypeScript from "@tslab/typescript-for-tslab";
import {foreignLineAdvice, unknownNameAdvice} from "./advice";
import {newerSyntaxAdvice} from "./newer-syntax";
import type {TypeScriptApi} from "./options";
import {namesPackage} from "../import-paths";
import type {ImportPath} from "../import-paths";
import type {Fault} from "../protocol";
import {shortName} from "../short-name";

export type Finding = {
  readonly file: string;
  /** Offset in `text`. */
  readonly start: number;
  readonly length: number;
  readonly code: number;
  readonly message: string;
  readonly text: string;
  /** The text could not even be read as TypeScript. */
  readonly unparsed: boolean;
};

/** What is known of names that no cell has now, and of those that the project gives a meaning. */
type Known = {
  readonly lost: ReadonlyMap<string, string>;
  readonly paths: readonly ImportPath[];
};

/**
 * What keeps a cell from running, as a failure to show: one entry per finding,
 *
 *     In[3]:1:7 - error TS2322: Type 'string' is not assignable to type 'number'.
 *
 *     1 const x: number = "a";
 *             ~
 *
 * and below it what to do, where that is known; of the first finding it is part of the message, too.
 *
 * @param lost what became of names that cells did not come to define, by name
 */
export function faultOfFindings(
  findings: readonly Finding[],
  {ename, ...known}: {readonly ename: string} & Known,
): Fault {
  const few = findings.slice(0, 20);
  const advice = few.map((finding, i) => {
    const isFirstOfFile = few.findIndex(({file}) => file === finding.file) === i;
    return adviceFor(finding, known) ?? (isFirstOfFile ? adviceForText(finding) : null);
  });
  const shown = few.map((finding, i) => printed(finding, advice[i]));
  const more = findings.length - shown.length;
  if (more > 0) shown.push(`… and ${more} more errors.`);
  const [first] = findings;
  const [message] = first.message.split("\n");
  const evalue =
    advice[0] === null
      ? `${message} (${where(first)})`
      : `${message.replace(/\.$/, "")} (${where(first)}). ${advice[0]}`;
  return {ename, evalue, traceback: shown};
}

function printed(finding: Finding, advice: string | null): string {
  const {line, character, lineText} = positionOf(finding);
  const number = String(line + 1);
  const length = Math.max(1, Math.min(finding.length, lineText.length - character));
  const mark = " ".repeat(number.length + 1 + character) + "~".repeat(length);
  const head = `${where(finding)} - error TS${finding.code}: ${finding.message}`;
  return [head, "", `${number} ${lineText}`, mark, ...(advice ? ["", advice] : [])].join("\n");
}

function where(finding: Finding): string {
  const {line, character} = positionOf(finding);
  return `${finding.file}:${line + 1}:${character + 1}`;
}

function positionOf({text, start}: Finding) {
  const offset = Math.max(0, Math.min(start, text.length));
  const before = text.slice(0, offset).split("\n");
  const line = before.length - 1;
  const lineText = text.split("\n")[line].replace(/[\r\t]/g, " ");
  return {line, character: before[line].length, lineText};
}

const missingModule = /^Cannot find module '([^']+)'/;

function adviceFor(finding: Finding, {lost, paths}: Known): string | null {
  const {message, code, file, unparsed} = finding;
  if (laterRules.has(code)) return laterRules.get(code) ?? null;
  if (file.startsWith("In[")) {
    const {lineText} = positionOf(finding);
    const isUnknown = code === 2362 || message.startsWith("Cannot find name");
    const foreign = unparsed || isUnknown ? foreignLineAdvice([lineText]) : null;
    const advice = foreign ?? unknownNameAdvice(message, lost);
    if (advice) return advice;
  }
  const name = missingModule.exec(message)?.[1];
  if (!name || !namesPackage(name, paths)) return null;
  if (name.startsWith("node:") || builtinModules.includes(name)) return null;
  const packageName = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  return `If it is a package, install it in the project's folder: npm install ${packageName}`;
}

/** Advice that the line of a finding does not give, from all of its text. */
function adviceForText({text, file, unparsed}: Finding): string | null {
  if (!unparsed) return null;
  const newer = newerSyntaxAdvice(text);
  return newer ?? (file.startsWith("In[") ? foreignLineAdvice(text.split("\n")) : null);
}

/** What later versions of TypeScript allow, by the code of what 5.0 says of it. */
const laterRules: ReadonlyMap<number, string> = new Map([
  [5084, "TypeScript 5.0, the language of this kernel, wants names for all members or for none."],
  [
    2380,
    "In TypeScript 5.0, the language of this kernel, the setter must take what the getter gives.",
  ],
]);

/**
 * @param cell the virtual file, shown as `name` with the text as typed; `offset` is where it begins
 */
export function findingsOf(
  ts: TypeScriptApi,
  diagnostics: readonly TypeScript.Diagnostic[],
  cell: {fileName: string; offset: number; name: string; text: string},
  folders: readonly string[],
): Finding[] {
  return diagnostics.flatMap((diagnostic) => {
    const {file, start = 0, length = 0, code} = diagnostic;
    if (!file) return [];
    const inCell = file.fileName === cell.fileName;
    return {
      file: inCell ? cell.name : shortName(file.fileName, folders),
      start: inCell ? start - cell.offset : start,
      length,
      code,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
      text: inCell ? cell.text : file.text,
      unparsed: isOfParsing(diagnostic),
    };
  });
}

function isOfParsing(diagnostic: TypeScript.Diagnostic): boolean {
  const {parseDiagnostics} = diagnostic.file as unknown as {
    parseDiagnostics?: readonly TypeScript.Diagnostic[];
  };
  return parseDiagnostics?.includes(diagnostic) ?? false;
}
