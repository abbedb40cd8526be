/** What is written in notebooks of another language, and what says the same here. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*!\s*(?:(?:ls|cd|pip3?|python3?|npm|npx|git|cat|pwd|wget|curl|mkdir|echo)\b|[\w./~-]+\s+(?!(?:in|instanceof|as|satisfies)\b)(?:-{1,2}\w|[\w./~$"']))/,
    "Commands are run in a terminal, not in a cell",
  ],
  [/^\s*%/, "Lines that begin with % are commands of IPython; this kernel has none"],
  [
    /^\s*\?+\s*[\w.]+\s*$|^\s*[\w.]+\?+\s*$/,
    "Documentation of a name is shown by Shift+Tab behind it",
  ],
  [
    /^\s*(?:pip3?|conda|npm|npx|git|cd|ls|apt|brew|cat|mkdir|rm)\s+[\w.~/-]/,
    "Commands are run in a terminal, not in a cell",
  ],
  [
    /^\s*(?:from\s+[\w.]+\s+import\b.*|import\s+[\w.]+(?:\s*,\s*[\w.]+)*(?:\s+as\s+\w+)?\s*(?:#.*)?)$/,
    'This is TypeScript, not Python: write import * as name from "package"',
  ],
  [
    /^\s*(?:async\s+)?def\s+\w+\s*\(/,
    "This is TypeScript, not Python: write function name(…) { … }",
  ],
  [/\blambda\b[^:{}]*:/, "This is TypeScript, not Python: write (x) => … for lambda x: …"],
  [/\[[^\]]*\bfor\b[^\]]*\bin\b/, "This is TypeScript, not Python: write list.map((x) => …)"],
  [
    /^\s*(?:if|elif|else|for|while|with|try|except|finally|class)\b[^{}?]*:\s*(?:#.*)?$/,
    "This is TypeScript, not Python: a block stands in braces, { … }",
  ],
  [/^\s*raise\b/, "This is TypeScript, not Python: write throw new Error(…)"],
  [/^\s*print\s+\S/, "This is TypeScript, not Python: write console.log(x)"],
  [
    /(?:^|[\s=(,[])[fF]["']/,
    "This is TypeScript, not Python: write `… ${x} …` for a text with values",
  ],
  [/"""|'''/, "This is TypeScript, not Python: a text of several lines stands in ` … `"],
  [/^\s*#(?:\s|$)|\s#\s/, "This is TypeScript, not Python: a remark begins with //"],
  [
    /[\w)\]]\s+(?:and|or)\s+[\w(]|(?:^|[\s=(])not\s+[\w(]/,
    "This is TypeScript, not Python: write &&, || and !",
  ],
  [/^\s*[\w.]+\s*<-\s/, "This is TypeScript, not R: write const x = …"],
  [/%>%|\|>/, "This is TypeScript: write g(f(x)), there is no pipe"],
];

const pythonNames: Readonly<Record<string, string>> = {
  print: "console.log(x)",
  len: "x.length",
  range: "a for loop, for (let i = 0; i < n; i++)",
  enumerate: "list.forEach((x, i) => …)",
  sorted: "[...list].sort((a, b) => a - b)",
  isinstance: "typeof x or x instanceof Type",
  str: "String(x), or string as a type",
  int: "Math.trunc(x), or number as a type",
  float: "Number(x), or number as a type",
  bool: "Boolean(x), or boolean as a type",
  abs: "Math.abs(x)",
  sum: "list.reduce((a, b) => a + b, 0)",
  math: "Math",
  self: "this",
  True: "true",
  False: "false",
  None: "null",
};

/** Types that the libraries of later versions declare. */
const laterTypes =
  /^(?:NoInfer|Disposable|AsyncDisposable|DisposableStack|AsyncDisposableStack|SuppressedError|IteratorObject|ImportAttributes)$/;

const unknownNames = [
  /^Cannot find (?:name|namespace) '([^']+)'/,
  /^No value exists in scope for the shorthand property '([^']+)'/,
];

/** The name that nothing declares, where a message speaks of one; else null. */
export function unknownName(message: string): string | null {
  return unknownNames.map((pattern) => pattern.exec(message)?.[1]).find((found) => found) ?? null;
}

/**
 * A name that nothing declares, as a sentence; null for any other message.
 *
 * @param lost what became of names that cells did not come to define, or that are gone, and which cell to run
 */
export function unknownNameAdvice(
  message: string,
  lost: ReadonlyMap<string, string>,
): string | null {
  const name = unknownName(message);
  if (name === null) return null;
  const known = lost.get(name);
  if (known !== undefined) return known;
  if (Object.hasOwn(pythonNames, name))
    return `This is TypeScript, not Python: write ${pythonNames[name]}`;
  if (laterTypes.test(name))
    return `${name} came after TypeScript 5.0, the language of this kernel: leave it out, or declare it.`;
  if (/include 'dom'/.test(message))
    return `${name} belongs to a page in a browser: a cell runs in Node, and shows HTML by display.html(…) of the package tslab.`;
  return `No cell that was run defines ${name}: run the cell that does, or check the spelling.`;
}

/** Lines in the manner of another language, as a sentence about what to write here; else null. */
export function foreignLineAdvice(lines: readonly string[]): string | null {
  for (const line of lines) {
    const found = elsewhere.find(([pattern]) => pattern.test(line));
    if (found) return found[1];
  }
  return null;
}
