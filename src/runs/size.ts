export type LabSize = "quick" | "full";

/**
 * The size at which notebooks run: LAB_SIZE in the environment, "quick" where it is not set.
 *
 * Throws a RangeError for any other word.
 */
export function labSize(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LabSize {
  const said = environment.LAB_SIZE?.trim() || "quick";
  if (said === "quick" || said === "full") return said;
  throw new RangeError(`LAB_SIZE must be quick or full, got ${JSON.stringify(said)}`);
}

/**
 * One of two settings, by size: `const seeds = bySize({quick: 5, full: 30})`.
 */
export const bySize = <T>(
  settings: {readonly quick: T; readonly full: T},
  size: LabSize = labSize(),
): T => settings[size];
