/** Who makes a claim. */
export type Owner = "paper" | "article" | "ours";

/**
 * Whose each claim is, as the cells say that register them: the first `whose` behind its name there. A name that a
 * cell puts together (`N9-${rival}`) is known by how it begins; a claim that no cell registers is left out.
 *
 *     cells   of code, as `notebookCells` reads them
 */
export function claimOwners(
  cells: readonly string[],
  claims: readonly string[],
): ReadonlyMap<string, Owner> {
  const registering = cells.filter((cell) => cell.includes("registerClaim")).join("\n");
  const made = [...registering.matchAll(/`([\w.-]+)\$\{/g)];
  const owners = claims.flatMap((claim): [string, Owner][] => {
    const begun = made.find(([, start]) => claim.startsWith(start));
    const plain = registering.indexOf(`"${claim}"`);
    const at = plain >= 0 ? plain : (begun?.index ?? -1);
    const said = at < 0 ? null : /\bwhose: "(paper|article|ours)"/.exec(registering.slice(at));
    return said === null ? [] : [[claim, said[1] as Owner]];
  });
  return new Map(owners);
}
