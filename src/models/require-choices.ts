/** Throws a RangeError that names the first option whose text is not among those it may be. */
export function requireChoices<Allowed extends Readonly<Record<string, readonly string[]>>>(
  options: {readonly [Name in keyof Allowed]: string},
  allowed: Allowed,
): void {
  for (const [name, values] of Object.entries(allowed)) {
    const value: string = options[name];
    if (values.includes(value)) continue;
    throw new RangeError(`${name} must be one of ${values.join(", ")}, got ${String(value)}`);
  }
}
