import type {NetworkInterfaceInfo} from "node:os";

export type ClassWords = {
  /** Where the class opens, the best address first. */
  readonly addresses: readonly string[];
  /** By name, the tokens that were made just now. */
  readonly made: ReadonlyMap<string, string>;
  readonly users: number;
  readonly protections: readonly string[];
  readonly folder: string;
};

/** What the teacher reads once the class is open. */
export function classWords({addresses, made, users, protections, folder}: ClassWords): string[] {
  const width = Math.max(0, ...[...made.keys()].map((name) => name.length));
  return [
    `The class is open for ${users} ${users === 1 ? "person" : "people"}, until Ctrl-C. Tell them: open`,
    ...addresses.map((address) => `  ${address}`),
    "and log in with your name and your token.",
    ...(made.size === 0
      ? ["Their tokens are those of the list, or of before."]
      : [
          "Tokens that were made, shown now and never again (only what can check them is kept):",
          ...[...made].map(([name, token]) => `  ${name.padEnd(width)}  ${token}`),
        ]),
    ...protections,
    `Homes are in ${folder}. docs/class.md says more.`,
  ];
}

/** The addresses at which others reach a port of this machine. */
export function classAddresses({
  host,
  port,
  tls,
  name,
  interfaces,
}: {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Of the machine. */
  readonly name: string;
  readonly interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}): string[] {
  const at = (where: string): string =>
    `${tls ? "https" : "http"}://${where.includes(":") ? `[${where}]` : where}:${port}/`;
  if (host !== "0.0.0.0" && host !== "::") return [at(host)];
  const found = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({internal, family}) => !internal && family === "IPv4")
    .map(({address}) => address);
  return [...found, name].map(at);
}
