import {shownAs} from "../page/mime";
import type {Shown} from "../page/mime";
import {currentNotebook} from "../page/notebook";
import type {LiveNotebook} from "../page/notebook";
import {openLayout, openStyle, openWidget} from "./widget";
import type {Widget, WidgetHandlers, WidgetState} from "./widget";
import {openPanel, panelBundle} from "./widget-panel";
import type {Panel} from "./widget-panel";

/** What a handler may look at while it works. */
export type Now = {
  /**
   * Aborted as soon as the work, or what it has left going on, is of no use any more: a newer value has
   * come, or nobody listens.
   * Only work that awaits something can see it. Of a handler that takes it, what comes after is dropped.
   */
  readonly signal: AbortSignal;
};

/** A control that the reader of a notebook moves, and that code can read and move, too. */
export type Control<T> = Shown<{
  readonly label: string;
  readonly value: T;
  /** Moves it from code; whoever listens hears of it. Throws a RangeError for a value it cannot take. */
  set(value: T): void;
  /**
   * Calls the handler with the newest value after each change; values that come while it runs are
   * skipped but for the last, and tell it by the signal that it may give up. What it prints goes under
   * the cell that runs now; what it throws is shown under the control. Returns a function that ends it.
   */
  onChange(handler: (value: T, now: Now) => unknown): () => void;
  /** Puts it on the page, once, under its label or this name; the widget that draws it. For those who arrange controls. */
  mount(notebook: LiveNotebook, name?: string): Widget;
  /** Its state in words, with the range: for pages on which nothing moves. */
  words(): {readonly value: string; readonly range: string};
}>;

/** What makes one kind of control. */
export type ControlKind<T> = {
  /** `IntSlider` for the model IntSliderModel, of @jupyter-widgets/controls. */
  readonly widget: string;
  /** Its style, such as `SliderStyle`, and what is set in it. */
  readonly style: readonly [name: string, state: WidgetState];
  readonly width: string;
  /** What of the widget's state does not change. */
  readonly fixed: WidgetState;
  readonly toState: (value: T) => WidgetState;
  /** The value after a change of the page; undefined where the change says nothing valid of it. */
  readonly fromState: (changes: WidgetState) => T | undefined;
  /** Whether the page shows another value than was taken from its change, and must be told. */
  readonly corrects?: (changes: WidgetState, taken: T) => boolean;
  /** The value after something happened that is not state, such as a click. */
  readonly fromEvent?: (content: WidgetState, value: T) => T | undefined;
  /** Throws a RangeError or TypeError for a value that it cannot take. */
  readonly require: (value: T) => void;
  readonly words: (value: T) => string;
  readonly range: string;
};

/** A control of a kind, at its first value. Throws what `kind.require` throws. */
export function createControl<T>(
  kind: ControlKind<T>,
  {label, value: first}: {readonly label: string; readonly value: T},
): Control<T> {
  kind.require(first);
  let value = first;
  let widget: Widget | null = null;
  let panel: Panel | null = null;
  const listeners = new Set<(value: T) => Promise<void>>();

  const changeTo = (changed: T | undefined) => {
    if (changed === undefined) return;
    value = changed;
    return Promise.all([...listeners].map((listener) => listener(changed)));
  };

  const control: Control<T> = shownAs(
    {
      label,
      get value() {
        return value;
      },
      set(changed: T) {
        kind.require(changed);
        widget?.update(kind.toState(changed));
        void changeTo(changed);
      },
      onChange(handler: (value: T, now: Now) => unknown) {
        const notebook = currentNotebook();
        const under = notebook?.underThisCell() ?? (async (work: () => unknown) => work());
        const newest = newestOnly((changed: T, signal) =>
          under(() => unlessGivenUp(handler, {signal, work: () => handler(changed, {signal})})),
        );
        const listener = async (changed: T) => {
          try {
            panel?.busy(true);
            await newest.run(changed);
            panel?.say(null);
          } catch (error) {
            if (!notebook || !panel) throw error;
            panel.say(notebook.faultOf(error).traceback);
          } finally {
            panel?.busy(false);
          }
        };
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
          newest.giveUp();
        };
      },
      mount(notebook: LiveNotebook, name = label) {
        return (widget ??= openControl(kind, {
          notebook,
          name,
          value,
          onUpdate(changes) {
            const taken = kind.fromState(changes);
            if (taken !== undefined && kind.corrects?.(changes, taken))
              widget?.update(kind.toState(taken));
            return changeTo(taken);
          },
          onCustom: (content) => changeTo(kind.fromEvent?.(content, value)),
          onClose: () => (widget = panel = null),
        }));
      },
      words: () => ({value: kind.words(value), range: kind.range}),
    },
    () => {
      const notebook = currentNotebook();
      panel = notebook && openPanel(notebook, [control]);
      return panelBundle([control], panel);
    },
  );

  return control;
}

/** The control's widget in the page, with its layout and style. */
function openControl<T>(
  kind: ControlKind<T>,
  {
    notebook,
    name,
    value,
    ...handlers
  }: {notebook: LiveNotebook; name: string; value: T} & WidgetHandlers,
): Widget {
  const layout = openLayout(notebook, {width: kind.width});
  const [styleName, looks] = kind.style;
  const style = openStyle(notebook, styleName, looks);
  const state = {
    // Without a tooltip of its own the label's would be "null".
    ...{description: name, tooltip: name, layout: layout.reference, style: style.reference},
    ...kind.fixed,
    ...kind.toState(value),
  };
  return openWidget(
    notebook,
    {module: "@jupyter-widgets/controls", name: kind.widget, state},
    handlers,
  );
}

/** What `work` gives; null where its handler takes the signal, and was told by it to give up. */
export async function unlessGivenUp<T>(
  handler: {readonly length: number},
  {signal, work}: {readonly signal: AbortSignal; readonly work: () => T | Promise<T>},
): Promise<{readonly value: T} | null> {
  const isGivenUp = () => signal.aborted && handler.length > 1;
  try {
    const value = await work();
    return isGivenUp() ? null : {value};
  } catch (error) {
    if (isGivenUp()) return null;
    throw error;
  }
}

/**
 * Runs `work` on the newest of the values it is given, one at a time: values that come while it runs,
 * or at the same moment, are skipped but for the last, and abort the signal of what runs. Settles when
 * the value was worked on, or skipped. A rejection of `work` is the caller's whose value it was.
 */
export function newestOnly<T>(work: (value: T, signal: AbortSignal) => Promise<unknown>): {
  readonly run: (value: T) => Promise<void>;
  /** Aborts the signal of what runs, if anything does. */
  readonly giveUp: () => void;
} {
  let latest = 0;
  let running: Promise<unknown> = Promise.resolve();
  let current = new AbortController();
  const giveUp = () => current.abort();
  const run = async (value: T) => {
    const mine = ++latest;
    giveUp();
    // What else has arrived is heard first.
    await new Promise((turn) => setImmediate(turn));
    await running;
    if (mine !== latest) return;
    // Listened to at once: an interrupt drops what waits for the next turn, and would hold this for ever.
    current = new AbortController();
    const now = work(value, current.signal);
    running = now.catch(() => undefined);
    await now;
  };
  return {run, giveUp};
}
