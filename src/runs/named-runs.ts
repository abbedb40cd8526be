/** What a run gives for each of several settings, under their names. */
export const named = <S, R>(
  kinds: Readonly<Record<string, S>>,
  run: (settings: S, name: string) => R,
): Record<string, R> =>
  Object.fromEntries(Object.entries(kinds).map(([name, settings]) => [name, run(settings, name)]));
