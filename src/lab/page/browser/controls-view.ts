/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import {safeNodes} from "./safe-nodes";

/** A control's state, by the names of Jupyter's widgets: see `display/widget`. */
export type State = Record<string, unknown>;

/** What a view tells its cell. */
export type Tell = (id: string, message: {method: string; [field: string]: unknown}) => void;

type View = {readonly element: HTMLElement; show(state: State): void};

/** The controls of one cell, drawn from what the cell says of them, as JupyterLab draws them from the same. */
export class ControlsView {
  readonly #states = new Map<string, State>();
  readonly #starts = new Map<string, State>();
  readonly #views = new Map<string, View>();
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** A control that the cell has opened; one that is known already stays as it stands. */
  open(id: string, data: unknown): void {
    if (this.#states.has(id)) return;
    const {state} = data as {state: State};
    this.#states.set(id, {...state});
    this.#starts.set(id, state);
  }

  /** The cell has changed some of a control's state. */
  change(id: string, data: unknown): void {
    const {method, state} = data as {method: string; state: State};
    if (method !== "update") return;
    this.#set(id, state);
    this.#views.get(id)?.show(this.#states.get(id)!);
  }

  /** The panel: what no other control holds. */
  panel(): HTMLElement {
    const inside = new Set(
      [...this.#states.values()].flatMap((state) => (state.children ?? []) as string[]),
    );
    const [root] = [...this.#states].filter(
      ([id, state]) => state._model_name === "VBoxModel" && !inside.has(`IPY_MODEL_${id}`),
    );
    const panel = root ? this.#elementOf(root[0]) : document.createElement("div");
    panel.classList.add("controls");
    return panel;
  }

  /** Puts every control where it stood at first, and tells the cell. */
  reset(): void {
    for (const [id, start] of this.#starts) {
      const now = this.#states.get(id)!;
      const moved = ["value", "index"].filter(
        (name) => name in start && JSON.stringify(start[name]) !== JSON.stringify(now[name]),
      );
      if (moved.length === 0 || now._model_name === "HTMLModel") continue;
      const state = Object.fromEntries(moved.map((name) => [name, start[name]]));
      this.#set(id, state);
      this.#views.get(id)?.show(this.#states.get(id)!);
      this.#tell(id, {method: "update", state});
    }
  }

  #set(id: string, state: State): void {
    this.#states.set(id, {...this.#states.get(id), ...state});
  }

  #elementOf(id: string): HTMLElement {
    const known = this.#views.get(id);
    if (known) return known.element;
    const state = this.#states.get(id) ?? {};
    const make = kinds[String(state._model_name)] ?? noControl;
    const view = make({
      state,
      name: String(state.description || "control"),
      elementOf: (reference) => this.#elementOf(reference.replace("IPY_MODEL_", "")),
      move: (moved) => {
        this.#set(id, moved);
        this.#tell(id, {method: "update", state: moved});
      },
      click: () => this.#tell(id, {method: "custom", content: {event: "click"}}),
    });
    view.show(state);
    this.#views.set(id, view);
    return view.element;
  }
}

type Making = {
  readonly state: State;
  readonly name: string;
  elementOf(reference: string): HTMLElement;
  move(state: State): void;
  click(): void;
};

const kinds: Readonly<Record<string, (making: Making) => View>> = {
  IntSliderModel: slider,
  FloatSliderModel: slider,
  FloatLogSliderModel: slider,
  IntRangeSliderModel: rangeSlider,
  FloatRangeSliderModel: rangeSlider,
  DropdownModel: dropdown,
  CheckboxModel: checkbox,
  ButtonModel: button,
  TextModel: textLine,
  FloatProgressModel: progress,
  HTMLModel: html,
  BoxModel: box("row"),
  VBoxModel: box("column"),
};

function slider({state, name, move}: Making): View {
  const log = state._model_name === "FloatLogSliderModel";
  const [toPlace, fromPlace] = log
    ? [(value: number) => Math.log10(value), (place: number) => 10 ** place]
    : [(value: number) => value, (place: number) => place];
  const handle = input("range", {name, ...grid(state)});
  const typed = input("number", {name: `${name}, value`});
  typed.step = "any";
  const [least, most] = [Number(state.min), Number(state.max)].map(fromPlace);
  let now = Number(state.value);
  const show = (value: number) => {
    now = value;
    handle.value = String(toPlace(value));
    handle.setAttribute("aria-valuetext", shortNumber(value));
    typed.value = shortNumber(value);
  };
  handle.addEventListener("input", () => {
    const value = fromPlace(Number(handle.value));
    // Ends are the numbers that the code gives, without the dust of a power.
    const at = Number(handle.value) === Number(state.max) ? most : value;
    now = at;
    typed.value = shortNumber(at);
    handle.setAttribute("aria-valuetext", shortNumber(at));
    move({value: at});
  });
  typed.addEventListener("change", () => {
    const value = Number(typed.value);
    if (typed.value.trim() === "" || !Number.isFinite(value)) return show(now);
    const at = Math.min(most, Math.max(least, value));
    show(at);
    move({value: at});
  });
  return {
    element: labelled(name, handle, typed),
    show: ({value}) => show(Number(value)),
  };
}

function rangeSlider({state, name, move}: Making): View {
  let now = [...(state.value as number[])];
  const ends = ["from", "to"].map((end, i) => {
    const handle = input("range", {name: `${name}, ${end}`, ...grid(state)});
    const typed = input("number", {name: `${name}, ${end}, value`});
    typed.step = "any";
    const take = (value: number) => {
      const next = [...now];
      next[i] = i === 0 ? Math.min(value, now[1]) : Math.max(value, now[0]);
      now = next;
      show(now);
      move({value: next});
    };
    handle.addEventListener("input", () => take(Number(handle.value)));
    typed.addEventListener("change", () =>
      take(Math.min(Number(state.max), Math.max(Number(state.min), Number(typed.value)))),
    );
    return {handle, typed};
  });
  const show = (values: readonly number[]) => {
    now = [...values];
    ends.forEach(({handle, typed}, i) => {
      handle.value = String(values[i]);
      typed.value = shortNumber(values[i]);
    });
  };
  const element = labelled(name, ...ends.flatMap(({handle, typed}) => [handle, typed]));
  return {element, show: ({value}) => show(value as number[])};
}

function dropdown({state, name, move}: Making): View {
  const list = document.createElement("select");
  list.setAttribute("aria-label", name);
  for (const label of state._options_labels as string[]) list.add(new Option(label));
  list.addEventListener("change", () => move({index: list.selectedIndex}));
  return {
    element: labelled(name, list),
    show: ({index}) => {
      list.selectedIndex = Number(index);
    },
  };
}

function checkbox({name, move}: Making): View {
  const box = input("checkbox", {name});
  box.addEventListener("change", () => move({value: box.checked}));
  const element = document.createElement("label");
  element.className = "control";
  element.append(box, ` ${name}`);
  return {
    element,
    show: ({value}) => {
      box.checked = value === true;
    },
  };
}

function button({name, click}: Making): View {
  const element = document.createElement("button");
  element.textContent = name;
  element.addEventListener("click", () => click());
  return {element, show: () => undefined};
}

function textLine({name, move}: Making): View {
  const line = input("text", {name});
  line.addEventListener("change", () => move({value: line.value}));
  return {
    element: labelled(name, line),
    show: ({value}) => {
      line.value = String(value);
    },
  };
}

function progress({name}: Making): View {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", name);
  return {
    element: labelled(name, bar),
    show: ({min, max, value}) => {
      bar.max = Number(max) - Number(min);
      bar.value = Number(value) - Number(min);
    },
  };
}

function html(): View {
  const element = document.createElement("div");
  let shown = "";
  return {
    element,
    show({value}) {
      if (value === shown) return;
      shown = String(value);
      element.replaceChildren(safeNodes(shown));
    },
  };
}

function box(way: "row" | "column"): (making: Making) => View {
  return ({elementOf}) => {
    const element = document.createElement("div");
    element.className = way;
    return {
      element,
      show: ({children}) =>
        element.replaceChildren(...(children as string[]).map((each) => elementOf(each))),
    };
  };
}

function noControl(): View {
  return {element: document.createElement("span"), show: () => undefined};
}

const grid = ({min, max, step}: State) => ({
  min: String(min),
  max: String(max),
  step: String(step ?? "any"),
});

function input(
  type: string,
  {name, ...rest}: {name: string; min?: string; max?: string; step?: string},
): HTMLInputElement {
  const made = document.createElement("input");
  made.type = type;
  made.setAttribute("aria-label", name);
  // The step first would round a value that the ends do not allow yet.
  Object.assign(made, rest);
  return made;
}

function labelled(name: string, ...parts: HTMLElement[]): HTMLElement {
  const row = document.createElement("div");
  row.className = "control";
  const label = document.createElement("span");
  label.className = "name";
  label.textContent = name;
  // The parts have the name themselves.
  label.setAttribute("aria-hidden", "true");
  row.append(label, ...parts);
  return row;
}

/** A number as a reader writes it. */
const shortNumber = (value: number): string => String(Number(value.toPrecision(6)));
