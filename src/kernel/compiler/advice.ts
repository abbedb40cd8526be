/** What is written in notebooks of another language, and what says the same here. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*!\s*(?:ls|cd|pip3?|python3?|npm|npx|git|cat|pwd|wget|curl|mkdir|echo)\b/,
    "Commands are run in a terminal, not in a cell",
  ],
  [/^\s*%/, "Lines that begin with % are commands of IPython; this kernel has none"],
  [/^\s*(?:pip|conda|npm|npx|git|cd|ls)\s+[\w.-]/, "Commands are run in a terminal, not in a cell"],
  [
    /^\s*(?:from\s+[\w.]+\s+)?import\s+[\w.]+(?:\s*,\s*[\w.]+)*(?:\s+as\s+\w+)?\s*(?:#.*)?$/,
    'This is TypeScript, not Python: write import * as name from "package"',
  ],
  [
    /^\s*(?:async\s+)?def\s+\w+\s*\(/,
    "This is TypeScript, not Python: write function name(…) { … }",
  ],
  [
    /^\s*(?:if|elif|else|for|while|with|try|except|class)\b[^{}?]*:\s*(?:#.*)?$/,
    "This is TypeScript, not Python: a block stands in braces, { … }",
  ],
];

const pythonNames: Readonly<Record<string, string>> = {
  print: "console.log(x)",
  len: "x.length",
  range: "a for loop, for (let i = 0; i < n; i++)",
  str: "String(x)",
  True: "true",
  False: "false",
  None: "null",
};

/** A name that nothing declares, as a sentence; null for any other message. */
export function unknownNameAdvice(message: string): string | null {
  const name = /^Cannot find name '([^']+)'/.exec(message)?.[1];
  if (name === undefined) return null;
  if (Object.hasOwn(pythonNames, name))
    return `This is TypeScript, not Python: write ${pythonNames[name]}`;
  return `No cell that was run defines ${name}: run the cell that does, or check the spelling.`;
}

/** A line in the manner of another language, as a sentence about what to write here; else null. */
export function foreignLineAdvice(line: string): string | null {
  return elsewhere.find(([pattern]) => pattern.test(line))?.[1] ?? null;
}
