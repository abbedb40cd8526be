/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type {ToPage, ToWorker} from "../../live/messages";
import {ControlsView} from "./controls-view";
import {drawFigure, newFigure, tellFigure} from "./figures";
import {partText, unpacked} from "./parts";
import {safeNodes} from "./safe-nodes";

/** What a page holds of a live cell. */
export type StoredLive = {
  readonly controls: readonly {readonly id: string; readonly data: unknown}[];
  readonly tensors: boolean;
  /** The cell's script, packed. */
  readonly program: string;
};

const figureMime = "application/vnd.plotly.v1+json";
const widgetMime = "application/vnd.jupyter.widget-view+json";

/** Puts controls in the place of the words for them, in every cell of the page that can live. */
export function enliven(): void {
  const stored = document.querySelectorAll('main script[type="application/vnd.live+json"]');
  for (const script of stored)
    new LiveView(
      script.parentElement as HTMLElement,
      JSON.parse(script.textContent ?? "{}") as StoredLive,
    );
}

type Shown = Extract<ToPage, {type: "display"}>;

/**
 * One cell: its controls stand at once; the worker that runs it starts when the reader reaches for one of them, and
 * stays.
 */
class LiveView {
  readonly #stored: StoredLive;
  readonly #controls: ControlsView;
  #worker: Promise<Worker | null> | null = null;
  #ready = false;
  /** By control, what the reader did before the worker could hear of it. */
  readonly #early = new Map<string, ToWorker>();
  readonly #sign = lateSign();
  readonly #fault = faultLine();
  /** What stands in the page, by the name that the cell gave it; and what is not named yet. */
  readonly #results = new Map<string, HTMLElement>();
  #last: HTMLElement;

  constructor(place: HTMLElement, stored: StoredLive) {
    this.#stored = stored;
    this.#controls = new ControlsView((id, data) => this.#tell({id, data}));
    for (const {id, data} of stored.controls) this.#controls.open(id, data);
    const shown = place.querySelectorAll<HTMLElement>(":scope > .output");
    this.#last = shown[shown.length - 1];
    shown[0].classList.add("words");
    shown[0].before(this.#panel());
    place.dataset.live = "yes";
  }

  #panel(): HTMLElement {
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", "Controls");
    const reset = document.createElement("button");
    reset.textContent = "Back to the start";
    reset.addEventListener("click", () => {
      this.#say("");
      this.#controls.reset();
    });
    panel.append(this.#controls.panel(), this.#sign, this.#fault, reset);
    for (const event of ["pointerenter", "focusin", "touchstart"])
      panel.addEventListener(event, () => void this.#start(), {once: true, passive: true});
    return panel;
  }

  #tell(message: ToWorker): void {
    if (this.#ready) return this.#post(message);
    this.#early.set(message.id, message);
    this.#sign.hidden = false;
    void this.#start();
  }

  #post(message: ToWorker): void {
    void this.#worker?.then((started) => started?.postMessage(message));
  }

  #say(text: string): void {
    this.#fault.textContent = text;
    this.#fault.hidden = text === "";
  }

  #fail(text: string): void {
    this.#sign.hidden = true;
    this.#say(text);
  }

  #start(): Promise<Worker | null> {
    return (this.#worker ??= startWorker(this.#stored).then(
      (worker) => {
        worker.onmessage = ({data}: MessageEvent<ToPage>) => this.#hear(data);
        worker.onerror = ({message}) => this.#fail(`The controls stopped: ${message}`);
        return worker;
      },
      (error: Error) => {
        this.#fail(`The controls could not be started: ${error.message}`);
        return null;
      },
    ));
  }

  #hear(message: ToPage): void {
    if (message.type === "open") this.#controls.open(message.id, message.data);
    else if (message.type === "comm") this.#controls.change(message.id, message.data);
    else if (message.type === "failed") this.#fail(message.lines.join("\n"));
    else if (message.type === "display") this.#show(message);
    else if (message.type === "ready") {
      this.#ready = true;
      this.#sign.hidden = true;
      for (const each of this.#early.values()) this.#post(each);
      this.#early.clear();
    }
  }

  #show({bundle, displayId = ""}: Shown): void {
    if (widgetMime in bundle) return;
    // The result of the first values stands in the page already.
    if (!this.#ready) return void this.#results.set(displayId, this.#last);
    const before = this.#results.get(displayId) ?? this.#last;
    const shown = resultElement(bundle, before);
    if (shown !== before) before.replaceWith(shown);
    this.#results.set(displayId, shown);
    if (this.#last === before) this.#last = shown;
  }
}

/** A worker that runs the cell's script, and TensorFlow.js before it where the cell needs that. */
async function startWorker({tensors, program}: StoredLive): Promise<Worker> {
  const [library, script] = await Promise.all([
    tensors ? partText("tensors") : "",
    unpacked(program),
  ]);
  const started = tensors
    ? `globalThis[Symbol.for("residual-lab.start-tensors")]().then(() => {${script}\n});`
    : script;
  const text = new Blob([library, "\n", started], {type: "text/javascript"});
  return new Worker(URL.createObjectURL(text));
}

/** What a cell shows, in the place of what it showed before. */
function resultElement(
  bundle: Readonly<Record<string, unknown>>,
  before: HTMLElement | undefined,
): HTMLElement {
  const words = String(bundle["text/plain"] ?? "");
  const figure = bundle[figureMime];
  if (figure) {
    const element = before?.matches("figure.figure") ? before : newFigure(words);
    tellFigure(element, words);
    void drawFigure(element, figure as object);
    return element;
  }
  const html = bundle["text/html"];
  const element = document.createElement(html === undefined ? "pre" : "div");
  element.className = html === undefined ? "output result" : "output html scroll";
  if (html === undefined) element.textContent = words;
  else element.append(safeNodes(String(html)));
  return element;
}

/** Says that something starts, if it takes long enough to be noticed. */
function lateSign(): HTMLElement {
  const sign = document.createElement("span");
  sign.setAttribute("role", "status");
  sign.className = "late";
  sign.textContent = "starting …";
  sign.hidden = true;
  return sign;
}

function faultLine(): HTMLElement {
  const fault = document.createElement("pre");
  fault.setAttribute("role", "alert");
  fault.className = "fault";
  fault.hidden = true;
  return fault;
}
