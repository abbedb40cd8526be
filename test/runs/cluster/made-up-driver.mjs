/**
 * Stands for driver.py in tests: `node made-up-driver.mjs NOTE WAYS PATIENCE` notes each start in a file, and
 * behaves in its first life in the first of the WAYS, then in the next; the last one stays.
 */
import {appendFileSync, readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {clearInterval, clearTimeout, setInterval, setTimeout} from "node:timers";

const [note = "", ways = "", patience] = process.argv.slice(2);
appendFileSync(note, `started, patience ${patience}\n`);
const life = readFileSync(note, "utf8").match(/^started/gm)?.length ?? 1;
const way = ways.split(",")[Math.min(life, ways.split(",").length) - 1];

/** @param {object} news */
const tell = (news) => process.stdout.write(`${JSON.stringify(news)}\n`);
const beat = setInterval(() => tell({kind: "pulse"}), 50);
const made = {processor: "made up", threads: 1};
/** @type {object[]} */
const pair = [];
let leave = setTimeout(() => undefined, 0);

if (way === "refuses") {
  tell({kind: "refused", message: "it cannot be reached"});
  process.exit(1);
}
createInterface({input: process.stdin})
  .on("line", (line) => {
    appendFileSync(note, `${line}\n`);
    const order = JSON.parse(line);
    clearTimeout(leave);
    if (order.do === "leave") {
      leave = setTimeout(() => process.exit(0), 1000 * order.after);
      return;
    }
    const {id, task} = order;
    const value = JSON.stringify([task.seed, task.processors]);
    const end = {kind: "done", value, seconds: 1, made};
    if (way === "answers in pairs") {
      pair.push({kind: "end", id, end});
      if (pair.length !== 2) return;
      setTimeout(() => {
        for (const news of pair.splice(0)) {
          appendFileSync(note, "ended\n");
          tell(news);
        }
      }, 200);
      return;
    }
    if (way === "dies") {
      process.stderr.write("out of memory\n");
      process.exit(3);
    }
    if (way === "fails") {
      tell({kind: "end", id, end: {kind: "failed", message: "each worker was lost", stack: ""}});
      return;
    }
    if (way === "garbles" && task.seed === 2) {
      process.stdout.write(`${JSON.stringify({kind: "end", id, end}).slice(0, 30)}\n`);
      return;
    }
    tell({kind: "share", id, share: 0.5});
    tell({kind: "end", id, end});
    if (way === "says all twice") {
      tell({kind: "share", id, share: 0.1});
      tell({kind: "end", id, end: {...end, value: "[0,0]"}});
      tell({kind: "end", id: id + 1000, end});
    }
    if (way === "dies after one") process.exit(3);
  })
  .on("close", () => clearInterval(beat));
