import assert from "node:assert/strict";
import {once} from "node:events";
import path from "node:path";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {EngineLink} from "../../../src/kernel/link/engine-pipes";
import {isAlive} from "../../runs/example-processes";
import type {EngineEvent} from "../../../src/kernel/protocol";
import {failureOf, openNotebook, plainOf, resultOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

test("variables, functions and imports of a cell are there in the next", async () => {
  await run("let count = 1; const twice = (x: number) => 2 * x; import {sep} from 'node:path';");
  assert.equal(plainOf(await run("[count, twice(4), sep]")), "[ 1, 8, '/' ]");
});

test("a variable set in a later cell is the one that an earlier cell's function reads", async () => {
  await run(
    "let rate = 0.1; let [low, high] = [1, 2]; function step() { return [rate, low, high]; }",
  );
  assert.equal(
    plainOf(await run("rate = 0.5; [low, high] = [high, low]; step()")),
    "[ 0.5, 2, 1 ]",
  );
  assert.equal(plainOf(await run("function grow() { rate++; } grow(); rate")), "1.5");
});

test("running a cell again starts its variables anew", async () => {
  const source = "let log: number[] | undefined; const seen = log; log = [1]; seen";
  await run(source);
  assert.deepEqual((await run(source)).events, []);
});

test("the last expression is awaited, undefined and statements show nothing", async () => {
  assert.equal(plainOf(await run("Promise.resolve(42)")), "42");
  assert.equal(plainOf(await run("null")), "null");
  for (const silent of ["undefined", "const x = 1;", "", "// comment", "void 0"])
    assert.deepEqual((await run(silent)).events, [], silent);
});

test("a silent cell shows no result", async () => {
  assert.deepEqual((await run("1 + 1", {silent: true})).events, []);
});

test("user expressions are evaluated after the cell, each by itself", async () => {
  await run("let base = 10;");
  const {outcome} = await run("base = 20;", {
    userExpressions: {good: "base + 1", bad: "nobody", object: "{a: 1}"},
  });
  assert.ok(outcome.status === "ok");
  const {good, bad, object} = outcome.userExpressions;
  assert.deepEqual(good, {status: "ok", data: {"text/plain": "21"}, metadata: {}});
  assert.equal(bad.status === "error" && bad.ename, "ReferenceError");
  assert.equal(object.status === "ok" && object.data["text/plain"], "{ a: 1 }");
});

test("stdout and stderr keep the order in which they were written", async () => {
  const {events} = await run("for (let i = 1; i < 50; i++) { console.log(i); console.error(-i); }");
  const expected = Array.from({length: 49}, (_, i) => `${i + 1}\n${-i - 1}\n`).join("");
  assert.equal(textOf(events), expected);
  assert.match(textOf(events, "stderr"), /^-1\n-2\n-3\n/);
});

test("what is printed before a long computation arrives while it goes on", async () => {
  const early = notebook.heard((event) => event.type === "stream" && /second/.test(event.text));
  // It computes until it is told that its print was heard.
  const sign = path.join(notebook.folder, "heard");
  const running = run(
    `import {existsSync} from 'node:fs';
     console.log('first'); console.log('second');
     while (!existsSync(${JSON.stringify(sign)}));`,
  );
  await early;
  notebook.write("heard", "");
  assert.equal((await running).outcome.status, "ok");
});

test("100,000 lines arrive complete, in order, in few events", async () => {
  const {events} = await run("for (let i = 0; i < 100_000; i++) console.log('line', i);");
  const lines = textOf(events).split("\n");
  assert.equal(lines.pop(), "");
  assert.equal(lines.length, 100_000);
  assert.ok(lines.every((line, i) => line === `line ${i}`));
  assert.ok(events.length <= 1000, `${events.length} events`);
});

test("a piece larger than the ring arrives whole", async () => {
  const {events} = await run(
    "process.stdout.write('x'.repeat(5_000_000) + 'é\\n'); console.log('after')",
  );
  const text = textOf(events);
  assert.equal(text.length, 5_000_000 + "é\nafter\n".length);
  assert.ok(text.endsWith("é\nafter\n"));
});

test("output of child processes comes before the cell is done", async () => {
  const {events} = await run(
    "import {spawnSync} from 'node:child_process';\n" +
      "spawnSync('sh', ['-c', 'echo out; echo err >&2'], {stdio: 'inherit'});",
  );
  assert.equal(textOf(events, "stdout"), "out\n");
  assert.equal(textOf(events, "stderr"), "err\n");
});

test("a cell may have more than 256 processes, and an interrupt ends them all", async () => {
  await run(
    "import {spawn as start} from 'node:child_process';\n" +
      "const many = Array.from({length: 300}, () => start('sleep', ['1000']));",
  );
  const pids = String(plainOf(await run("many.map(({pid}) => pid).join()")))
    .match(/\d+/g)!
    .map(Number);
  assert.equal(pids.length, 300);
  await notebook.engine.interrupt();
  for (let i = 0; i < 1200 && pids.some(isAlive); i++) await pause(50);
  assert.deepEqual(pids.filter(isAlive), []);
});

test("an engine that was stopped from outside is told of, and goes on", async () => {
  const pid = Number(plainOf(await run("process.pid")));
  const {outcome} = await notebook.start("await new Promise(() => 0)");
  process.kill(pid, "SIGSTOP");
  assert.equal(await notebook.engine.interrupt(), "silent");
  const settled = await outcome;
  assert.equal(settled.status === "error" && settled.ename, "Interrupted");
  assert.equal(plainOf(await run("'alive'")), "'alive'");
});

test("a late print of a timer comes under the cell that set the timer", async () => {
  const late = notebook.heard((event) => event.type === "stream" && event.text === "late\n");
  const {id, outcome} = await notebook.start("setTimeout(() => console.log('late'), 150);");
  assert.equal((await outcome).status, "ok");
  await run("'another cell'");
  assert.equal((await late).cell, id);
});

test("a late print after awaits comes under its cell", async () => {
  const late = notebook.heard((event) => event.type === "stream" && event.text === "later\n");
  const {id, outcome} = await notebook.start(
    "import {readFile} from 'node:fs/promises'; import {setTimeout as wait} from 'node:timers/promises';\n" +
      "void (async () => { await wait(100); await readFile('/etc/hostname').catch(() => 0); console.log('later'); })();",
  );
  assert.equal((await outcome).status, "ok");
  await run("'another cell'");
  assert.equal((await late).cell, id);
});

test("faults in the background are shown under their cell and are not fatal", async () => {
  const faults = Promise.all(
    ["floating", "in a timer"].map((text) =>
      notebook.heard((event) => event.type === "fault" && event.fault.evalue === text),
    ),
  );
  const {id, outcome} = await notebook.start(
    "setTimeout(() => { throw new RangeError('in a timer'); }, 20);\n" +
      "void Promise.reject(new Error('floating'));",
  );
  assert.equal((await outcome).status, "ok");
  for (const fault of await faults) {
    assert.equal(fault.cell, id);
    assert.match(fault.type === "fault" ? fault.fault.traceback.join("\n") : "", /In\[\d+\]:[12]:/);
  }
  assert.equal(plainOf(await run("'alive'")), "'alive'");
});

test("display ids, updates and clear_output reach the host", async () => {
  const {events} = await run(
    "import {display, newDisplay} from 'tslab';\n" +
      "display.html('<b>1</b>'); const bar = newDisplay(); bar.text('a'); bar.text('b');\n" +
      "display.png(new Uint8Array([137, 80])); console.clear();",
  );
  const shown = events.map((event) => {
    if (event.type === "clear") return ["clear", event.wait];
    assert.ok(event.type === "display");
    return [Object.entries(event.data)[0].join(" "), event.update ?? false];
  });
  assert.deepEqual(shown, [
    ["text/html <b>1</b>", false],
    ["text/plain a", false],
    ["text/plain b", true],
    ["image/png iVA=", false],
    ["clear", false],
  ]);
  const ids = events.map((event) => (event.type === "display" ? event.displayId : undefined));
  assert.ok(ids[1] && ids[1] === ids[2] && !ids[0]);
});

test("a display that no notebook could hold is refused in its cell", async () => {
  await run(
    "import {display, newDisplay} from 'tslab';\nconst loose: any = display;\n" +
      "const service = (globalThis as any)[Symbol.for('typescript-cells.notebook')];",
  );
  for (const [source, sentence] of [
    ["loose.html(5)", /text\/html must give a text, got 5/],
    ["(newDisplay() as any).text(null)", /text\/plain must give a text, got null/],
    ["loose.png('data:image/gif;base64,R0lG')", /a data URL of image\/gif/],
    ["loose.raw('text/html', new Uint8Array(2))", /must give a text, got 2 bytes/],
    ["service.display('text')", /must give an object of mime types/],
    ["service.display({'text/plain': 'x'}, {metadata: 5})", /metadata of display must be/],
    ["service.display({'text/plain': 'x'}, {displayId: 5})", /displayId must be the text .* 5/],
    ["service.display({'text/plain': 'x'}, {update: true})", /displayId must be/],
    ["service.display({'text/plain': 1}, {displayId: 'd', update: true})", /got 1/],
  ] as const) {
    const ran = await run(source);
    assert.match(failureOf(ran).evalue, sentence, source);
    assert.match(failureOf(ran).traceback.join("\n"), /In\[\d+\]:1:/);
    assert.deepEqual(ran.events, []);
  }
  const {events} = await run(
    "loose.raw('application/json', {a: [1]}); loose.raw('application/json', '[2]');\n" +
      "loose.raw('application/pdf', Buffer.from('%PDF')); loose.png('data:image/png;base64,iVA=');",
  );
  assert.deepEqual(
    events.map((event) => event.type === "display" && event.data),
    [
      {"application/json": {a: [1]}},
      {"application/json": [2]},
      {"application/pdf": "JVBERg=="},
      {"image/png": "iVA="},
    ],
  );
});

test("input asks the reader, and is refused where the front end cannot", async () => {
  const asked = notebook.heard((event) => event.type === "input");
  const {outcome} = await notebook.start(
    "const name = await input('Name? ', {password: true}); name",
    {
      allowStdin: true,
    },
  );
  const question = await asked;
  assert.ok(question.type === "input");
  assert.deepEqual([question.prompt, question.password], ["Name? ", true]);
  notebook.engine.answerInput(question.id, "Ada");
  assert.equal((await outcome).status, "ok");
  assert.equal(plainOf(await run("name")), "'Ada'");
  assert.match(failureOf(await run("await input('?')")).evalue, /cannot ask/);
});

/** Runs a cell whose questions are answered with these lines, one after the other. */
async function answered(source: string, answers: readonly string[]) {
  const {id, outcome} = await notebook.start(source, {allowStdin: true});
  const prompts: string[] = [];
  let from = notebook.events.findIndex((event) => event.cell === id);
  from = from < 0 ? notebook.events.length : from;
  const left = [...answers];
  const isAsked = (event: EngineEvent) => event.type === "input" && event.cell === id;
  while (left.length > 0) {
    const known = notebook.events.slice(from).find(isAsked);
    const question = known ?? (await notebook.heard(isAsked));
    from = notebook.events.indexOf(question) + 1;
    assert.ok(question.type === "input");
    prompts.push(question.prompt);
    notebook.engine.answerInput(question.id, left.shift()!);
  }
  const settled = await outcome;
  assert.equal(settled.status, "ok", JSON.stringify(settled));
  return {prompts, text: textOf(notebook.events.filter((event) => event.cell === id))};
}

const readers: Record<
  string,
  [source: string, answers: string[], prompts: string[], text: string]
> = {
  "a question of readline/promises": [
    "import * as rlp from 'node:readline/promises';\n" +
      "const asked = rlp.createInterface({input: process.stdin, output: process.stdout});\n" +
      "const who = await asked.question('name? '); const age = await asked.question('age? ');\n" +
      "asked.close(); console.log(who, age)",
    ["Ada", "36"],
    ["name? ", "age? "],
    "Ada 36\n",
  ],
  "a question with a callback": [
    "import readline from 'node:readline';\n" +
      "const rl = readline.createInterface(process.stdin, process.stdout);\n" +
      "await new Promise<void>((done) => rl.question('name? ', (x) => { console.log(x); rl.close(); done(); }))",
    ["Ada"],
    ["name? "],
    "Ada\n",
  ],
  "lines, with a prompt of their own": [
    "const rl2 = readline.createInterface({input: process.stdin, prompt: '> '}); rl2.prompt();\n" +
      "await new Promise<void>((done) => rl2.on('line', (x) => {\n" +
      "  console.log(x); if (x === 'end') { rl2.close(); done(); } else rl2.prompt(); }))",
    ["one", "end"],
    ["> ", "> "],
    "one\nend\n",
  ],
  "lines in a loop": [
    "for await (const line of readline.createInterface({input: process.stdin})) {\n" +
      "  console.log(line); if (line === 'end') break; }",
    ["one", "end"],
    ["", ""],
    "one\nend\n",
  ],
  "the stream itself": [
    "process.stdin.setEncoding('utf8');\n" +
      "await new Promise<void>((done) => process.stdin.once('data', (x) => { console.log(String(x)); done(); }))",
    ["Ada"],
    [""],
    "Ada\n\n",
  ],
  prompt: ["console.log(await prompt('name? ', 'Ada'))", [""], ["name? "], "Ada\n"],
  confirm: ["console.log(await confirm('sure?'))", ["Yes"], ["sure? (yes or no) "], "true\n"],
  alert: ["alert('look')", [], [], "look\n"],
};
for (const [name, [source, answers, prompts, text]] of Object.entries(readers))
  test(`asked through the page: ${name}`, async () => {
    assert.deepEqual(await answered(source, answers), {prompts, text});
  });

test("standard input asks again after a loop over it, and after a cell that left without an answer", async () => {
  const loop = "for await (const x of process.stdin) { console.log(String(x)); break; }";
  for (let i = 0; i < 2; i++) assert.equal((await answered(loop, ["Ada"])).text, "Ada\n\n");
  const asked = notebook.heard((event) => event.type === "input");
  await notebook.start("void process.stdin.once('data', () => 0);", {allowStdin: true});
  await asked;
  assert.equal((await answered(loop, ["Bob"])).text, "Bob\n\n");
});

test("where nobody can be asked, every way to ask fails at once and names input()", async () => {
  await run("import rlp2 from 'node:readline/promises'; import rl4 from 'node:readline';");
  for (const source of [
    "await rlp2.createInterface({input: process.stdin}).question('name? ')",
    "await prompt('name? ')",
    "await confirm('sure?')",
    "for await (const x of process.stdin) console.log(x)",
  ])
    assert.match(failureOf(await run(source)).evalue, /cannot ask .*input\(\)/, source);
  for (const source of [
    "rl4.createInterface({input: process.stdin}).question('name? ', () => 0)",
    "void rl4.createInterface({input: process.stdin}).on('line', () => 0)",
    "void process.stdin.on('data', () => 0)",
  ]) {
    const fault = notebook.heard((event) => event.type === "fault");
    await run(source);
    const heard = await fault;
    assert.match(heard.type === "fault" ? heard.fault.evalue : "", /input\(\)/, source);
  }
  assert.match(
    failureOf(await run("'Hello ' + (input('?') as any)")).evalue,
    /input\(\) answers later: write await input/,
  );
});

test("comms carry data and buffers both ways, and unknown targets are closed", async () => {
  await run(
    "const services = (globalThis as any)[Symbol.for('typescript-cells.notebook')];\n" +
      "services.onComm('echo', (comm: any) => comm.onMessage(({data, buffers}: any) =>\n" +
      "  { console.log('got', data.n); comm.send({n: data.n + 1}, {buffers}); }));",
  );
  const message = {data: {}, metadata: {}, buffers: []};
  await notebook.engine.comm({kind: "open", commId: "c1", target: "echo", ...message}, "m1");
  assert.deepEqual(notebook.engine.comms(), {c1: {target_name: "echo"}});
  const buffers = [new Uint8Array(1_000_000).fill(7)];
  const from = notebook.events.length;
  await notebook.engine.comm(
    {kind: "message", commId: "c1", ...message, data: {n: 1}, buffers},
    "m2",
  );
  const [print, answer] = notebook.events.slice(from);
  assert.deepEqual(print, {type: "stream", cell: "m2", name: "stdout", text: "got 1\n"});
  assert.ok(answer.type === "comm" && answer.cell === "m2");
  assert.deepEqual(answer.data, {n: 2});
  assert.deepEqual(answer.buffers, buffers);
  await notebook.engine.comm({kind: "open", commId: "c2", target: "unknown", ...message}, "m3");
  const closed = notebook.events.at(-1);
  assert.ok(closed?.type === "comm" && closed.kind === "close" && closed.commId === "c2");
  assert.deepEqual(Object.keys(notebook.engine.comms()), ["c1"]);
});

test("a fault in a comm's handler is shown under the message", async () => {
  await run("services.onComm('broken', () => { throw new Error('handler broke'); });");
  const opened = {kind: "open", commId: "c3", target: "broken"} as const;
  await notebook.engine.comm({...opened, data: {}, metadata: {}, buffers: []}, "m4");
  const fault = notebook.events.at(-1);
  assert.ok(fault?.type === "fault" && fault.cell === "m4");
  assert.equal(fault.fault.evalue, "handler broke");
});

test("the working directory is the notebook's folder, and so is __dirname", async () => {
  const {folder} = notebook;
  assert.equal(plainOf(await run("[process.cwd(), __dirname]")), `[ '${folder}', '${folder}' ]`);
});

test("a cell may declare a name like module itself, and ask import.meta", async () => {
  const ran = await run("const module = 'mine'; [module, import.meta.url.startsWith('file://')]");
  assert.equal(plainOf(ran), "[ 'mine', true ]");
});

test("secrets of the server are not in the engine's environment", async () => {
  process.env["JPY_API_TOKEN"] = "secret";
  process.env["LAB_HEAP_MB"] = "300";
  await notebook.engine.kill();
  notebook.renew();
  await notebook.engine.ready;
  delete process.env["JPY_API_TOKEN"];
  delete process.env["LAB_HEAP_MB"];
  assert.deepEqual((await run("process.env['JPY_API_TOKEN']")).events, []);
  assert.equal(plainOf(await run("process.execArgv.includes('--max-old-space-size=300')")), "true");
});

test("a full heap ends the engine with a sentence", async () => {
  const ended = notebook.heard((event) => event.type === "exit", 300_000);
  const ran = await run(
    "const hoard: unknown[] = []; for (;;) hoard.push(new Array(1000).fill({}));",
  );
  const exit = await ended;
  assert.ok(exit.type === "exit");
  assert.match(exit.reason, /memory is full.*LAB_HEAP_MB/);
  assert.match(failureOf(ran).evalue, /memory is full/);
  assert.equal(textOf(ran.events), "", "V8's report is not the reader's output");
  notebook.renew();
});

test("what was printed before process.exit() arrives, and the reason is said", async () => {
  const ran = await run("for (let i = 0; i < 1000; i++) console.log(i); process.exit(3);");
  assert.equal(textOf(ran.events).split("\n").length, 1001);
  assert.match(failureOf(ran).evalue, /process\.exit\(3\)/);
  notebook.renew();
});

test("what listeners of the exit print arrives, too", async () => {
  const ran = await run(
    "process.on('exit', () => { for (let i = 0; i < 100; i++) console.log('bye', i); }); process.exit(0)",
  );
  assert.match(textOf(ran.events), /^bye 0\n[^]*bye 99\n$/);
  notebook.renew();
});

test("an abort of native code is told, not its stack", async () => {
  const ran = await run("console.log('before'); process.abort();");
  assert.equal(textOf(ran.events), "before\n");
  assert.match(failureOf(ran).evalue, /SIGABRT/);
  notebook.renew();
});

test("a cell that an interrupt kept from reaching the engine is told as interrupted", async (t) => {
  await run("1;");
  t.mock.method(EngineLink.prototype, "send", () => undefined, {times: 1});
  const {outcome} = await notebook.start("for (;;);");
  assert.equal(await notebook.engine.interrupt(), "stopped");
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  assert.equal(plainOf(await run("'next'")), "'next'");
});

test("kill ends the engine and all that it started, also in a loop", async () => {
  await run("import {spawn} from 'node:child_process'; const child = spawn('sleep', ['1000']);");
  const pids = String(plainOf(await run("[process.pid, child.pid]")))
    .match(/\d+/g)
    ?.map(Number);
  const {outcome} = await notebook.work("console.log('at work'); for (;;);");
  await notebook.engine.kill();
  assert.equal((await outcome).status, "error");
  for (let i = 0; i < 1200 && pids?.some(isAlive); i++) await pause(50);
  assert.deepEqual(pids?.filter(isAlive), []);
  assert.ok(
    !notebook.events.some((event) => event.type === "exit" && /SIGKILL/.test(event.reason)),
  );
  notebook.renew();
});

test("the engine ends when its host is gone, also in a loop", async () => {
  const {spawn} = await import("node:child_process");
  const host = spawn(
    process.execPath,
    ["--import", "tsx", path.join(__dirname, "../lone-host.ts")],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [line] = (await once(host.stdout.setEncoding("utf8"), "data")) as [string];
  const pid = Number(line);
  assert.ok(isAlive(pid));
  host.kill("SIGKILL");
  for (let i = 0; i < 1200 && isAlive(pid); i++) await pause(50);
  assert.ok(!isAlive(pid), "no orphan");
});

test("TensorFlow's greeting stays out of the cell", async () => {
  const ran = await run("import * as tf from '@tensorflow/tfjs-node'; tf.tensor([[1, 2], [3, 4]])");
  assert.equal(textOf(ran.events), "");
  assert.equal(resultOf(ran)["text/plain"], "Tensor float32 [2, 2]\n    [[1, 2],\n     [3, 4]]");
});
