import {inspect} from "node:util";

/**
 * Reporter for Node's test runner: a line of JSON for each failed test and one with the counts.
 *
 * @param {AsyncIterable<{type: string, data: any}>} events
 */
export default async function* report(events) {
  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {Map<string, string>} */
  const printed = new Map();
  for await (const {type, data} of events) {
    if (type === "test:stdout" || type === "test:stderr")
      printed.set(data.file, ((printed.get(data.file) ?? "") + data.message).slice(-4000));
    // A parent fails with its children, and says nothing new.
    if (type === "test:fail" && data.details.error.failureType !== "subtestsFailed" && !data.todo) {
      const {error} = data.details;
      const text = inspect(error.cause ?? error, {colors: false});
      yield line({failed: data.name, file: data.file, text, ...output(data.file)});
    }
    const [, name, count] = /^(pass|fail|cancelled|skipped) (\d+)$/.exec(data?.message ?? "") ?? [];
    if (type === "test:diagnostic" && name) counts[name] = Number(count);
  }
  const {pass = 0, fail = 0, cancelled = 0, skipped = 0} = counts;
  yield line({counts: {passed: pass, failed: fail + cancelled, skipped}});

  /** @param {string} file */
  function output(file) {
    return printed.has(file) ? {printed: printed.get(file)} : {};
  }
}

/** @param {object} value */
const line = (value) => JSON.stringify(value) + "\n";
