import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import type {Client, Received} from "./client";
import {startKernel} from "./start";
import type {StartedKernel} from "./start";

/** Controls as a page sees them: the widget messages on the wire. */

let kernel: StartedKernel;
let client: Client;

before(async () => {
  kernel = await startKernel();
  client = kernel.client;
  await client.execute(
    'import {button, interact, slider} from "residual-lab/display/controls"; let runs: number[] = [];',
  );
});
after(() => kernel?.stop());

const opened = (id: string, model: string): Received[] =>
  client
    .iopub(id)
    .filter(({type, content}) => type === "comm_open" && content.data.state._model_name === model);

/** What stands under the controls, made anew; the controls' own words are told anew beside it. */
const updates = (id: string): Received[] =>
  client
    .iopub(id)
    .filter(
      ({type, content}) =>
        type === "update_display_data" &&
        !("application/vnd.jupyter.widget-view+json" in content.data),
    );

const move = (comm: Received, state: object) =>
  client.send("comm_msg", {
    comm_id: comm.content.comm_id,
    data: {method: "update", state, buffer_paths: []},
  });

/** Runs a cell and returns it with its first slider. */
async function cellWithSlider(code: string, options: {cellId?: string} = {}) {
  const content = {
    code,
    silent: false,
    store_history: true,
    allow_stdin: false,
    stop_on_error: true,
  };
  const metadata = options.cellId ? {cellId: options.cellId} : {};
  const {id} = client.send("execute_request", content, {metadata});
  const {reply, iopub} = await client.finish(id);
  assert.equal(reply.content.status, "ok", reply.content.evalue);
  return {id, iopub, comm: opened(id, "IntSliderModel")[0]};
}

test("interact opens widgets under its cell, and shows controls and result", async () => {
  const {id, iopub, comm} = await cellWithSlider(
    'await interact({depth: slider({min: 1, max: 50, value: 3, label: "depth"})}, ({depth}) => depth * 2)',
  );
  assert.equal(comm.content.target_name, "jupyter.widget");
  assert.equal(comm.metadata["version"], "2.1.0");
  const displays = iopub.filter(({type}) => type === "display_data");
  const view = displays[0].content.data["application/vnd.jupyter.widget-view+json"];
  assert.equal(view.model_id, opened(id, "VBoxModel")[0].content.comm_id);
  assert.equal(displays[1].content.data["text/plain"], "6");
  const {reply} = await client.request("comm_info_request", {target_name: "jupyter.widget"});
  assert.ok(comm.content.comm_id in reply.content.comms);
});

test("a move is echoed under its message, and the result changes in place, under the cell", async () => {
  const {id, iopub, comm} = await cellWithSlider(
    "await interact({depth: slider({min: 1, max: 50, value: 3})}, ({depth}) => { console.log(`at ${depth}`); return depth * 2; })",
  );
  const moved = move(comm, {value: 21});
  await client.idle(moved.id);
  const echo = client.iopub(moved.id).find(({type}) => type === "comm_msg");
  assert.deepEqual(echo?.content.data, {
    method: "echo_update",
    state: {value: 21},
    buffer_paths: [],
  });
  const update = client.iopub(id).find(({type}) => type === "update_display_data");
  assert.equal(update?.content.data["text/plain"], "42");
  const shown = iopub.filter(({type}) => type === "display_data")[1];
  assert.equal(update?.content.transient.display_id, shown.content.transient.display_id);
  await client.find(
    ({type, parent, content}) =>
      type === "stream" && parent["msg_id"] === id && content.text.includes("at 21"),
  );
});

test("a fast drag is taken together: few runs, and the last value wins", async () => {
  const {comm} = await cellWithSlider(
    `runs = [];
     import {existsSync} from "node:fs";
     await interact({depth: slider({min: 0, max: 300, value: 0})}, ({depth}) => {
       if (runs.push(depth) === 2) while (!existsSync("all moves are sent"));
     });`,
  );
  const moves = Array.from({length: 200}, (_, i) => move(comm, {value: i + 1}));
  // The kernel has read the moves before this request, and has passed them on.
  await client.request("kernel_info_request", {});
  // Meanwhile a sign on the page says that something computes.
  await client.find(
    ({type, content}) =>
      type === "comm_msg" && /role="status"/.test(String(content.data.state?.value)),
  );
  writeFileSync(path.join(kernel.folder, "all moves are sent"), "");
  await Promise.all(moves.map(({id}) => client.idle(id)));
  const {result} = await client.execute("[runs.length, runs.at(-1)].join()");
  const [count, last] = result.data["text/plain"].replaceAll("'", "").split(",").map(Number);
  assert.equal(last, 200);
  assert.ok(count <= 20, `200 moves ran ${count} times`);
});

test("an update that awaits is given up for a newer value, in the middle of a training", async () => {
  const {id, comm} = await cellWithSlider(
    `import {rings} from "residual-lab/datasets/toys";
     import {createResidualNetwork} from "residual-lab/models/residual-network";
     import {randomStream} from "residual-lab/numerics/random";
     import {trainNetwork} from "residual-lab/training/train-network";
     const train = rings({count: 100, random: randomStream(1)});
     await interact({depth: slider({min: 0, max: 9, value: 1})}, async ({depth}, {signal}) => {
       if (depth !== 3) return depth;
       const network = createResidualNetwork(
         {input: [2], classes: 3, depth, width: 8, normalisation: "rms"}, {random: randomStream(2)});
       const {finished} = await trainNetwork(network, train, {
         steps: 1e9, batchSize: 32, at: [10], onStep: () => console.log("at work"), signal,
         optimizer: {kind: "momentum", rate: 0.01}, random: randomStream(3)});
       console.log("finished:", finished);
       return "half a training";
     });`,
  );
  const long = move(comm, {value: 3});
  const said = (text: string) =>
    client.find(({type, content}) => type === "stream" && content.text.includes(text));
  await said("at work");
  await client.idle(move(comm, {value: 4}).id);
  await client.idle(long.id);
  await said("finished: false");
  assert.deepEqual(
    updates(id).map(({content}) => content.data["text/plain"]),
    ["4"],
  );
});

test("a callback that throws shows its own lines in a widget, and the next move works", async () => {
  const {id, comm} = await cellWithSlider(
    `await interact({depth: slider({min: 0, max: 9, value: 1})}, ({depth}) => {
       if (depth === 3) throw new RangeError("no three");
       return depth;
     });`,
  );
  const bad = move(comm, {value: 3});
  await client.idle(bad.id);
  const [, fault] = opened(id, "HTMLModel");
  assert.match(fault.content.data.state.value, /RangeError: no three/);
  assert.match(fault.content.data.state.value, /In\[\d+\]:2/);
  assert.ok(!client.iopub(bad.id).some(({type}) => type === "error"));
  await client.idle(move(comm, {value: 4}).id);
  assert.deepEqual(
    updates(id).map(({content}) => content.data["text/plain"]),
    ["4"],
  );
});

test("a run of the same cell closes the controls of the run before, and no others", async () => {
  const code = "await interact({depth: slider({min: 0, max: 9, value: 1})}, ({depth}) => depth);";
  const other = await cellWithSlider(`${code} // another`, {cellId: "two"});
  for (const cellId of ["one", undefined]) {
    const first = await cellWithSlider(code, {cellId});
    const second = await cellWithSlider(code, {cellId});
    const closed = second.iopub.filter(({type}) => type === "comm_close");
    const ids = closed.map(({content}) => content.comm_id as string);
    assert.ok(ids.includes(first.comm.content.comm_id), cellId ?? "by its text");
    assert.equal(
      ids.length,
      first.iopub.filter(({type}) => type === "comm_open").length,
      "all widgets of the first run",
    );
    assert.ok(!ids.includes(other.comm.content.comm_id));
    // The closed one is deaf.
    await client.idle(move(first.comm, {value: 5}).id);
    assert.ok(!client.iopub(first.id).some(({type}) => type === "update_display_data"));
  }
  await client.idle(move(other.comm, {value: 5}).id);
  assert.ok(client.iopub(other.id).some(({type}) => type === "update_display_data"));
});

test("an interrupt ends a callback that does not end, and the control lives", async () => {
  const {id, comm} = await cellWithSlider(
    `await interact({depth: slider({min: 0, max: 9, value: 1})}, async ({depth}) => {
       if (depth > 2) console.log("at work on", depth);
       if (depth === 3) for (;;);
       if (depth === 4) await new Promise(() => {});
       return depth;
     });`,
  );
  for (const endless of [3, 4]) {
    const stuck = move(comm, {value: endless});
    await client.find(
      ({type, content}) => type === "stream" && content.text.includes(`at work on ${endless}`),
    );
    const {reply} = await client.request("interrupt_request", {}, {channel: "control"});
    assert.equal(reply.content.status, "ok");
    await client.idle(stuck.id);
    await client.idle(move(comm, {value: endless + 4}).id);
    assert.equal(updates(id).at(-1)?.content.data["text/plain"], String(endless + 4));
  }
});

test("a button counts, and a control shown alone calls its handler", async () => {
  const {id} = await client.execute(
    'const again = button({label: "again"}); again.onChange((n) => console.log(`pressed ${n}`)); again',
  );
  const [comm] = opened(id, "ButtonModel");
  const data = {method: "custom", content: {event: "click"}};
  for (const n of [1, 2]) {
    await client.idle(client.send("comm_msg", {comm_id: comm.content.comm_id, data}).id);
    await client.find(
      ({type, parent, content}) =>
        type === "stream" && parent["msg_id"] === id && content.text === `pressed ${n}\n`,
    );
  }
});

test("a lost engine closes its controls on the page", async () => {
  const {comm} = await cellWithSlider(
    "await interact({depth: slider({min: 0, max: 9, value: 1})}, ({depth}) => depth);",
  );
  await client.execute("process.exit(3)");
  await client.find(
    ({type, content}) => type === "comm_close" && content.comm_id === comm.content.comm_id,
  );
});
