import {resolve} from "node:path";
import {inspect} from "node:util";

/**
 * Reporter for Node's test runner, in lines of JSON: one for each test that ended, at the end what
 * files with a failure printed (some versions of Node hand it on late), and the counts. A suite that is
 * left out counts as one that is skipped: Node counts none of its tests.
 *
 * @param {AsyncIterable<{type: string, data: any}>} events
 */
export default async function* report(events) {
  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {Map<string, string>} */
  const printed = new Map();
  /** @type {Set<string>} */
  const failing = new Set();
  let suitesLeftOut = 0;
  for await (const {type, data} of events) {
    if (type === "test:stdout" || type === "test:stderr") {
      // Named as given here, and in full where a test fails.
      const file = resolve(data.file);
      printed.set(file, ((printed.get(file) ?? "") + data.message).slice(-4000));
    }
    if (type === "test:pass" && data.skip === undefined) yield line({ended: data.name});
    if (type === "test:pass" && data.skip !== undefined) {
      if (data.details.type === "suite") suitesLeftOut += 1;
      yield line({leftOut: data.name, why: typeof data.skip === "string" ? data.skip : ""});
    }
    // A parent fails with its children, and says nothing new.
    if (type === "test:fail" && data.details.error.failureType !== "subtestsFailed" && !data.todo) {
      const {error} = data.details;
      failing.add(resolve(data.file));
      const text = inspect(error.cause ?? error, {colors: false});
      yield line({failed: data.name, file: data.file, text});
    }
    const [, name, count] = /^(pass|fail|cancelled|skipped) (\d+)$/.exec(data?.message ?? "") ?? [];
    if (type === "test:diagnostic" && name) counts[name] = Number(count);
  }
  for (const [file, text] of printed) if (failing.has(file)) yield line({file, printed: text});
  const {pass = 0, fail = 0, cancelled = 0, skipped = 0} = counts;
  const counted = {passed: pass, failed: fail + cancelled, skipped: skipped + suitesLeftOut};
  yield line({counts: counted});
}

/** @param {object} value */
const line = (value) => JSON.stringify(value) + "\n";
