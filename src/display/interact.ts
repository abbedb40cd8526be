import {randomUUID} from "node:crypto";
import type {MimeBundle} from "./page/mime";
import {currentNotebook} from "./page/notebook";
import type {LiveNotebook} from "./page/notebook";
import {newestOnly, unlessGivenUp} from "./widget/control";
import type {Now} from "./widget/control";
import type {Widget} from "./widget/widget";
import {openPanel, panelBundle} from "./widget/widget-panel";
import type {Member} from "./widget/widget-panel";

/** A control of any kind: one that can be shown, and read. */
type AnyControl = Member & {
  mount(notebook: LiveNotebook, name?: string): Widget;
  readonly value: unknown;
  onChange(handler: (value: unknown, now: Now) => unknown): () => void;
};

export type ValuesOf<C> = {
  readonly [name in keyof C]: C[name] extends {readonly value: infer T} ? T : never;
};

/**
 * Controls and, under them, what `update` makes of their values: a chart, a table, any value a cell
 * can end in. It is made anew, in its place and with its zoom, when a control moves.
 *
 *     await interact({depth: slider({min: 2, max: 100, step: 1, value: 20})},
 *       ({depth}) => lineChart(…));
 *
 * `update` may be asynchronous. Fast moves are taken together: it runs on the newest values. One that
 * takes long can be given up for newer values: it gets a signal, `async ({depth}, {signal}) => …`, to
 * hand to what it awaits (a training, seeds) or to look at between awaits; what it makes once the signal
 * is aborted is dropped. Code that awaits nothing hears of no move before it is done. Where it
 * throws, the failure stands under the controls, the last result stays, and the controls stay alive.
 * A control without a label goes by its name here. While an update takes long, a sign says so.
 * In an exported page the controls are words, and the result is that of the first values. Outside a
 * notebook `update` runs once. Throws a TypeError unless it is given controls and a function.
 */
export async function interact<C extends Readonly<Record<string, AnyControl>>>(
  controls: C,
  update: (values: ValuesOf<C>, now: Now) => unknown,
): Promise<void> {
  const members = requireControls(controls, update);
  const values = () =>
    Object.fromEntries(
      Object.entries(controls).map(([name, {value}]) => [name, value]),
    ) as ValuesOf<C>;
  const notebook = currentNotebook();
  if (!notebook) return void (await update(values(), {signal: new AbortController().signal}));

  const ends: (() => void)[] = [];
  const panel = openPanel(notebook, members, () => ends.forEach((end) => end()));
  const panelDisplay = randomUUID();
  let words = "";
  // What is stored with the notebook tells the values that the result beside it belongs to.
  const tellValues = () => {
    const bundle = panelBundle(members, panel);
    if (bundle["text/plain"] === words) return;
    notebook.display(bundle, {displayId: panelDisplay, update: words !== ""});
    words = bundle["text/plain"];
  };
  tellValues();
  const displayId = randomUUID();
  let shown = false;
  const refresh = async (signal: AbortSignal) => {
    const work = () => update(values(), {signal});
    const made = await unlessGivenUp(update, {signal, work});
    const bundle = made && (await notebook.bundleOf(made.value));
    if (bundle === null) return;
    notebook.display(zoomKept(bundle, displayId), {displayId, update: shown});
    shown = true;
    tellValues();
  };
  // What the notebook runs always settles, also when an interrupt ends it.
  const under = notebook.underThisCell();
  const newest = newestOnly((_: void, signal) => under(() => refresh(signal)));
  ends.push(newest.giveUp);
  const moved = async (_: unknown, {signal}: Now) => {
    // The next move of the same control comes here once this one is done: its signal comes at once.
    signal.addEventListener("abort", newest.giveUp, {once: true});
    panel.busy(true);
    try {
      await newest.run();
      panel.say(null);
    } catch (error) {
      panel.say(notebook.faultOf(error).traceback);
    } finally {
      panel.busy(false);
    }
  };
  for (const member of members) ends.push(member.onChange(moved));
  // A move that comes while the first values are worked on must not be overtaken by them.
  await newest.run();
}

function requireControls(
  controls: Readonly<Record<string, AnyControl>>,
  update: unknown,
): AnyControl[] {
  const members = Object.entries(controls ?? {});
  if (members.length === 0)
    throw new TypeError("interact needs controls by name, such as {depth: slider({…})}, got none");
  for (const [name, control] of members)
    if (typeof control?.mount !== "function")
      throw new TypeError(
        `interact needs controls, such as slider({…}); ${name} is ${JSON.stringify(control)}`,
      );
  if (typeof update !== "function")
    throw new TypeError(`interact needs a function of the values, got ${typeof update}`);
  return members.map(([name, control]) => ({
    label: control.label || name,
    mount: (notebook) => control.mount(notebook, control.label || name),
    words: control.words,
    get value() {
      return control.value;
    },
    onChange: control.onChange,
  }));
}

const plotlyMime = "application/vnd.plotly.v1+json";

/** Plotly keeps what the reader did to a chart as long as its `uirevision` stays. */
function zoomKept(bundle: MimeBundle, uirevision: string): MimeBundle {
  const figure = bundle[plotlyMime] as {layout?: object} | undefined;
  if (!figure) return bundle;
  return {...bundle, [plotlyMime]: {...figure, layout: {uirevision, ...figure.layout}}};
}
