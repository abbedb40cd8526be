import {startEngine} from "../../src/kernel/link/engine-handle";
import {labPlace, root} from "./notebook";

/** A host that will be killed: prints the pid of its engine, which is in a loop by then. */
const engine = startEngine(labPlace(root), (event) => {
  if (event.type === "stream") process.stdout.write(event.text);
});
const code = "console.log(process.pid); for (;;);";
const cell = {
  code,
  source: code,
  filename: "In[1]",
  maps: [],
  lastExpression: null,
  names: [],
  unset: [],
  uses: [],
  usesLater: {},
  assigns: [],
  paths: [],
};
void engine.run(cell, {cell: "1", silent: false, allowStdin: false, userExpressions: {}});
setInterval(() => undefined, 1000);
