import type {Cell, Notebook} from "../notebook/file";

/**
 * What is missing around the claims of a notebook. A claim is a cell `const x = registerClaim(…)`; after it,
 * in this order, come the reader's guess about x, the judgement of x, and a text that reads the verdict.
 */
export function claimProblems({cells}: Notebook): string[] {
  return cells.flatMap((cell, index) =>
    [...code(cell).matchAll(/\bconst\s+(\w+)\s*=\s*registerClaim\b/g)].flatMap(([, name]) =>
      problemsOf(name, cells.slice(index)).map((problem) => `cell ${cell.number} ${problem}`),
    ),
  );
}

/** @param cells from the registration on */
function problemsOf(name: string, cells: readonly Cell[]): string[] {
  const firstWith = (pattern: RegExp) => cells.findIndex((cell) => pattern.test(code(cell)));
  const judged = firstWith(new RegExp(`\\bjudge\\w*\\(\\s*${name}\\b`));
  const guessed = firstWith(new RegExp(`\\bguess\\w*\\(\\s*${name}\\b`));
  if (judged < 0) return [`registers ${name}, which is never judged`];
  const problems: string[] = [];
  if (guessed < 0 || guessed > judged)
    problems.push(`registers ${name} and asks for no guess before the verdict`);
  if (!cells.slice(judged + 1).some(({kind}) => kind === "markdown"))
    problems.push(`registers ${name}, and no text reads its verdict`);
  return problems;
}

const code = (cell: Cell): string => (cell.kind === "code" ? cell.source : "");
