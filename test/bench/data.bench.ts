import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {loadDigits} from "../../src/datasets/digits";
import {loadFashionMnist} from "../../src/datasets/fashion-mnist";
import {loadLetter} from "../../src/datasets/letter";
import {loadMnist} from "../../src/datasets/mnist";
import {loadSatimage} from "../../src/datasets/satimage";
import {busySeconds} from "./busy";

/** Reading, checking and scaling each data set that the lab ships. */
export async function bench(): Promise<BenchTable[]> {
  const before = {busy: busySeconds(), wall: performance.now(), own: process.cpuUsage()};
  const loaders = {
    "MNIST, 70,000 images": loadMnist,
    "Fashion-MNIST, the shipped subset": loadFashionMnist,
    "letter, 20,000 rows": loadLetter,
    "satimage, 6,435 rows": loadSatimage,
    "digits, 1,797 rows": loadDigits,
  };
  const rows = Object.entries(loaders).map(([variant, load]) => {
    const times: number[] = [];
    const own = process.cpuUsage();
    for (let i = 0; i < 5; i++) {
      const started = performance.now();
      load();
      times.push(performance.now() - started);
    }
    const {user, system} = process.cpuUsage(own);
    return benchRow(variant, {times, cpu: (user + system) / 1000});
  });
  const {user, system} = process.cpuUsage(before.own);
  const wall = (performance.now() - before.wall) / 1000;
  const othersBusy = Math.max(0, busySeconds() - before.busy - (user + system) / 1e6) / wall;
  return [{title: "Loading data", rows, othersBusy}];
}
