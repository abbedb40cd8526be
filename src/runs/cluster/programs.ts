import {createRequire} from "node:module";
import path from "node:path";
import {pathToFileURL} from "node:url";
import type {Cluster} from "./address";

/** What a pool on a cluster starts. */
export type ClusterPrograms = {
  /** Installs the engine where it is not there, and prints its Python; or says on stderr why it cannot. */
  readonly prepare: readonly string[];
  /** The words for that Python, before the seconds that it waits for the cluster. */
  readonly driver: readonly string[];
  /** Seconds that a second driver waits for a cluster that the first had reached. */
  readonly patience: number;
};

/**
 * The programs for a cluster.
 *
 *     root         of the project
 *     processors   of a cluster that is started here
 */
export function clusterPrograms(
  cluster: Cluster,
  {root, processors}: {readonly root: string; readonly processors: number},
): ClusterPrograms {
  const tsx = createRequire(path.join(root, "package.json")).resolve("tsx");
  const install = path.join(root, "src/lab/cluster.ts");
  const where = cluster.kind === "local" ? `local:${processors}` : cluster.address;
  return {
    // Not imported: pip takes a minute, and an interrupted cell can end a process.
    prepare: [process.execPath, "--import", pathToFileURL(tsx).href, install, "install"],
    driver: [path.join(__dirname, "driver.py"), root, process.execPath, where],
    patience: 180,
  };
}
