/** Throws a RangeError that names the first option whose text is not among those it may be. */
export function requireChoices<Allowed extends Readonly<Record<string, readonly string[]>>>(
  options: {readonly [Name in keyof Allowed]: string},
  allowed: Allowed,
): void {
  for (const [name, values] of Object.entries(allowed)) requireOneOf(name, options[name], values);
}

/** Throws a RangeError that names the option and what it may be, unless the value is one of these. */
export function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const got = typeof value === "string" ? JSON.stringify(value) : String(value);
  throw new RangeError(`${name} must be one of ${allowed.join(", ")}, got ${got}`);
}
