import type {SeedPool} from "../seed-pool";
import type {SeedEnd} from "../seed-process";
import {clusterName} from "./address";
import type {Cluster} from "./address";
import {ClusterDriver} from "./cluster-driver";
import type {DriverEars, Work} from "./cluster-driver";
import {prepared} from "./prepare";
import type {Preparation} from "./prepare";
import type {ClusterPrograms} from "./programs";

/** Drivers that wait for another pool: to reach a cluster takes seconds. */
const kept = new Map<string, ClusterDriver>();

/** So many drivers in a row may be lost without a task that ended. */
const losses = 5;

/**
 * A pool whose tasks run on a Ray cluster, by one driver process.
 *
 *     programs      what to start, see `clusterPrograms`
 *     workers       tasks at once; left out for as many as the cluster has processors for
 *     environment   of the driver, whole
 *     isCurrent     whether a module's version is the one that a new worker would load
 *     onPulse       called several times a second while the driver lives
 *
 * A task whose worker or node is lost is Ray's to repeat. One whose driver is lost, or whose cluster has
 * a new head, goes to another driver. Where that does not help, and where there is no cluster or no
 * engine for it, `run` rejects with an Error that says what to do.
 */
export function clusterPool({
  workers = Infinity,
  ...way
}: DriverWay & {readonly workers?: number}): SeedPool {
  const drivers = driversOneByOne(way);
  const waiting: (() => void)[] = [];
  let atWork = 0;
  let keep = 0;
  return {
    async run(task, onShare) {
      keep = task.keep;
      if (atWork >= workers) await new Promise<void>((go) => waiting.push(go));
      atWork++;
      const end = await new Promise<SeedEnd>((settle, fail) =>
        drivers.run({task, onShare, settle, fail}),
      );
      atWork--;
      waiting.shift()?.();
      return end;
    },
    release: () => drivers.release(keep),
    stop: () => drivers.stop(),
  };
}

type DriverWay = {
  readonly cluster: Cluster;
  readonly programs: ClusterPrograms;
  readonly environment: Readonly<Record<string, string>>;
  readonly isCurrent: (module: string, code: string) => boolean;
  readonly onPulse: () => void;
};

/** One driver, and another where it is lost. */
function driversOneByOne({cluster, programs, environment, isCurrent, onPulse}: DriverWay): {
  run(work: Work): void;
  release(keep: number): void;
  stop(): void;
} {
  const kind = JSON.stringify([programs, environment]);
  const place = clusterName(cluster);
  let driver: ClusterDriver | undefined;
  let preparation: Preparation | undefined;
  let lost = 0;
  let stopped = false;

  const ears: DriverEars = {
    onPulse,
    onLost: (why, works) => {
      if (stopped) return;
      driver = undefined;
      // One that had waited may leave before it hears of a task.
      if (works.length === 0) return;
      if (++lost > losses) return fail(`${why}, ${lost} times in a row`, works);
      console.warn(`${place}: ${why}; ${works.length} tasks go to another`);
      void submit(works, {patience: programs.patience});
    },
    onRefused: (why, works) => {
      driver = undefined;
      if (!stopped) fail(why, works);
    },
  };
  const fail = (why: string, works: readonly Work[]): void => {
    const error = new Error(
      `the sweep does not run on ${place}: ${why}. What is done is stored: call it again once that is ` +
        "mended, or without LAB_CLUSTER to go on here",
    );
    for (const work of works) work.fail(error);
  };

  /** Gives works to the driver; starts one that waits so many seconds for the cluster. */
  const submit = async (works: readonly Work[], {patience}: {patience: number}): Promise<void> => {
    const ready = driver ?? kept.get(kind);
    kept.delete(kind);
    if (ready?.isAlive) driver = ready;
    else {
      let python: string;
      try {
        preparation ??= prepared(programs.prepare, environment);
        python = await preparation.python;
      } catch (error) {
        return fail((error as Error).message, works);
      }
      if (stopped) return;
      driver ??= new ClusterDriver([python, ...programs.driver, String(patience)], environment);
    }
    driver.renew(isCurrent);
    driver.ears = ears;
    driver.hold(true);
    for (const work of works) driver.run(work);
  };

  return {
    run(work) {
      const settle = (end: SeedEnd): void => {
        lost = 0;
        work.settle(end);
      };
      void submit([{...work, settle}], {patience: 0});
    },
    release(keep) {
      stopped = true;
      if (!driver?.isAlive) return;
      driver.ears = undefined;
      driver.leave(keep);
      driver.hold(false);
      kept.get(kind)?.end();
      kept.set(kind, driver);
    },
    stop() {
      stopped = true;
      preparation?.child.kill("SIGKILL");
      driver?.end();
    },
  };
}
