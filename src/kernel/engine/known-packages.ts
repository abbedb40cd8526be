import Module from "node:module";
import {teachPrinting} from "../show/known-classes";

type Load = (request: string, ...rest: unknown[]) => unknown;

/** The progress bar of `model.fit` is a terminal's: elsewhere it leaves an empty line per epoch. */
class NoBar {
  tick(): void {
    // What the bar would say is printed at the end of each epoch.
  }
}

/** Fits packages that are written for a terminal to a notebook, as soon as one is loaded. */
export function followPackages(): void {
  const loader = Module as unknown as {_load: Load};
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    const exports = load.call(this, request, ...rest);
    if (/tfjs|danfojs/.test(request)) teachPrinting(exports);
    if (/(?:^|\/)callbacks(?:\.js)?$/.test(request)) {
      const {progressBarHelper} = exports as {progressBarHelper?: {ProgressBar: unknown}};
      if (progressBarHelper) progressBarHelper.ProgressBar = NoBar;
    }
    return exports;
  };
}
