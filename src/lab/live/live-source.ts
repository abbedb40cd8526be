import type {Statement} from "./cell-statements";

/** What a cell needs of its notebook. */
export type Needed = {
  /** Statements that run again, in the notebook's order; the cell's own are the last. */
  readonly statements: readonly Statement[];
  /** Names whose values are stored. */
  readonly stored: readonly string[];
};

/**
 * The statements that a cell needs, its own and what they use of the cells before: of each name the last that
 * declares it. Where a value is known, it takes the place of the statement that made it.
 *
 * @param statements of the notebook up to this cell, which is the last of them
 * @param isStored whether the value of a name is known
 */
export function neededBy(
  statements: readonly Statement[],
  {cell, isStored}: {readonly cell: number; readonly isStored: (name: string) => boolean},
): Needed {
  const maker = new Map<string, Statement>();
  for (const statement of statements)
    for (const name of statement.declares) maker.set(name, statement);
  const chosen = new Set<Statement>();
  const stored = new Set<string>();
  const isReplaced = ({kind, declares}: Statement) =>
    kind === "variable" && declares.length > 0 && declares.every(isStored);
  const take = (statement: Statement): void => {
    if (chosen.has(statement)) return;
    chosen.add(statement);
    for (const name of statement.uses) {
      const made = maker.get(name);
      if (made && made.kind === "variable" && isStored(name)) stored.add(name);
      else if (made) take(made);
    }
  };
  // What a cell declares or imports and does not use, as its types alone, is not needed.
  for (const statement of statements)
    if (statement.cell === cell && statement.kind !== "import" && !isReplaced(statement))
      take(statement);
  return {
    statements: statements.filter((statement) => chosen.has(statement)),
    stored: [...stored],
  };
}

/** The names whose values are worth asking for: variables that the cell can reach. */
export function reachedVariables(statements: readonly Statement[], cell: number): string[] {
  const {statements: all} = neededBy(statements, {cell, isStored: () => false});
  return [
    ...new Set(all.filter(({kind}) => kind === "variable").flatMap(({declares}) => [...declares])),
  ];
}

/** The text of a program that runs the cell; `values` are those stored, as `toJson` writes them. */
export function liveSource(
  {statements, stored}: Needed,
  {
    cell,
    values,
    markdown = false,
  }: {
    readonly cell: number;
    readonly values: string;
    /** Whether the program brings along what makes HTML of Markdown. */
    readonly markdown?: boolean;
  },
): string {
  const imports = statements.flatMap((one) => one.imports);
  const lines = imports.map(({name, of, from}) =>
    of === "*"
      ? `import * as ${name} from ${JSON.stringify(from)};`
      : `import {${of} as ${name}} from ${JSON.stringify(from)};`,
  );
  const rest = statements.filter(({kind}) => kind !== "import");
  const last = rest.at(-1);
  const body = rest.map((one) => {
    const isShown = one === last && one.cell === cell && one.kind === "other";
    return isShown ? shownLast(one.text) : one.text;
  });
  return [
    `import {runLive} from "residual-lab/lab/live/live-worker";`,
    ...(markdown ? [`import {markdownHtml} from "residual-lab/lab/live/browser/markdown";`] : []),
    ...lines,
    `runLive<any>(${JSON.stringify(values)}, async ({${stored.join(", ")}}, showLast$) => {`,
    ...body,
    markdown ? "}, markdownHtml);" : "});",
    "",
  ].join("\n");
}

/** The last expression of a cell is what the cell shows. */
const shownLast = (text: string): string =>
  /^(if|for|while|do|switch|try|throw|return|\{)\b/.test(text)
    ? text
    : `await showLast$(${text.replace(/;\s*$/, "")});`;
