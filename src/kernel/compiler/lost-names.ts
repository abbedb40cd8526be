import type TypeScript from "@tslab/typescript-for-tslab";
import type {TypeScriptApi} from "./options";

/** Which cell would have defined a name that is not there, as sentences for who asks for it. */
export class LostNames {
  readonly #sentences = new Map<string, string>();
  readonly #definedBy = new Map<string, string>();
  #cell = {filename: "", names: new Set<string>()};

  /** By name: what became of it, and what to do. */
  get sentences(): ReadonlyMap<string, string> {
    return this.#sentences;
  }

  /** A cell is read. As long as it is not committed, nothing that it declares is there. */
  begin(ts: TypeScriptApi, text: string, filename: string): void {
    const known = new Set([...this.#cell.names].filter((name) => !this.#definedBy.has(name)));
    for (const name of known)
      this.#sentences.set(
        name,
        `${this.#cell.filename} would define ${name}, but has errors and was not run: mend that cell and run it first.`,
      );
    this.#cell = {filename, names: declaredIn(ts, text)};
  }

  /** What the cell declares is there from now on. */
  commit(): void {
    const {filename, names} = this.#cell;
    for (const name of names) {
      this.#definedBy.set(name, filename);
      this.#sentences.delete(name);
    }
    this.#cell = {filename: "", names: new Set()};
  }

  /** The variables of all cells are gone. */
  loseAll(): void {
    for (const [name, filename] of this.#definedBy)
      this.#sentences.set(
        name,
        `${filename} defined ${name} before the variables were lost: run that cell again.`,
      );
    this.#definedBy.clear();
    this.#cell = {filename: "", names: new Set()};
  }
}

/** The names that statements at the top of a text declare, as far as it can be read. */
export function declaredIn(ts: TypeScriptApi, text: string): Set<string> {
  const names = new Set<string>();
  const add = (name: TypeScript.Node | undefined): void => {
    if (!name) return;
    if (ts.isIdentifier(name)) names.add(name.text);
    else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))
      for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const statement of ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ES2022).statements)
    if (ts.isVariableStatement(statement))
      for (const {name} of statement.declarationList.declarations) add(name);
    else if (ts.isImportDeclaration(statement)) {
      const {name, namedBindings} = statement.importClause ?? {};
      add(name);
      if (namedBindings && ts.isNamespaceImport(namedBindings)) add(namedBindings.name);
      else for (const each of namedBindings?.elements ?? []) add(each.name);
    } else add((statement as {name?: TypeScript.Node}).name as TypeScript.Node | undefined);
  names.delete("");
  return names;
}
