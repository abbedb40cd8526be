import assert from "node:assert/strict";
import {test} from "node:test";
import {reasonOf} from "../../../src/kernel/link/engine-process";

const end = {code: null, signal: null, leaving: null, report: "", heapVariable: "HEAP_MB"} as const;

test("each end of an engine is told by its cause", () => {
  for (const [how, sentence] of [
    [
      {
        signal: "SIGTRAP",
        report: "# Fatal error in , line 0\n# Fatal JavaScript invalid size error 1",
      },
      /^An array or a table of the cell grew larger than JavaScript/,
    ],
    [
      {signal: "SIGILL", report: "# Fatal JavaScript invalid size error 169220804\n#\n"},
      /grew larger than JavaScript/,
    ],
    [{signal: "SIGTRAP", report: "# Fatal process out of memory: Zone"}, /memory is full/],
    [
      {signal: "SIGABRT", report: "FATAL ERROR: Reached heap limit Allocation failed"},
      /memory is full.*HEAP_MB/,
    ],
    [{code: 134, report: "FATAL ERROR: x - JavaScript heap out of memory"}, /memory is full/],
    [
      {signal: "SIGTRAP", report: "# Fatal error in x\n"},
      /^Native code aborted .*SIGTRAP.*Fatal error in x/,
    ],
    [{signal: "SIGTRAP"}, /^Native code crashed the engine \(SIGTRAP\)/],
    [{signal: "SIGSEGV"}, /^Native code crashed the engine \(SIGSEGV\)/],
    [{signal: "SIGKILL"}, /for want of memory/],
    [{signal: "SIGTERM"}, /ended from outside \(SIGTERM\)/],
    [{code: 3, leaving: 3}, /process\.exit\(3\)/],
    [{code: 3}, /exit code 3/],
  ] as const)
    assert.match(reasonOf({...end, ...how}), sentence, JSON.stringify(how));
});
