/** Where sweeps run: on a Ray of this machine alone, or on the cluster whose head is at an address. */
export type Cluster = {readonly kind: "local"} | {readonly kind: "head"; readonly address: string};

/**
 * The cluster that LAB_CLUSTER in the environment names: `local`, or its head as HOST:PORT; undefined
 * where it is not set, and sweeps run in processes of this machine.
 *
 * Throws a RangeError for anything else.
 */
export function clusterOf(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Cluster | undefined {
  const said = environment["LAB_CLUSTER"]?.trim() ?? "";
  if (said === "") return undefined;
  if (said === "local") return {kind: "local"};
  return {kind: "head", address: headAddress(said, {of: "LAB_CLUSTER", or: "local, or "})};
}

/**
 * The address of a head as HOST:PORT; an IPv6 host stands in brackets.
 *
 *     of   what said it, for the message
 *     or   what else could be said there
 *
 * Throws a RangeError for anything else.
 */
export function headAddress(
  said: string,
  {of, or = ""}: {readonly of: string; readonly or?: string},
): string {
  const [, host, port] = /^([\w.-]+|\[[\da-fA-F:.]+\]):(\d{1,5})$/.exec(said) ?? [];
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return said;
  const advice = said.startsWith("ray://")
    ? ": Ray's client is not used, so this machine joins the cluster, with no processors if it is not " +
      "to compute (npm run cluster -- join HOST:PORT --processors 0)"
    : "";
  throw new RangeError(
    `${of} must be ${or}the address of a Ray cluster's head as HOST:PORT, say 10.0.0.1:6379, ` +
      `got ${JSON.stringify(said)}${advice}`,
  );
}

/** A cluster in a sentence. */
export const clusterName = (cluster: Cluster): string =>
  cluster.kind === "local" ? "a Ray on this machine" : `the Ray cluster at ${cluster.address}`;
