import {offerPlugin} from "./container.mjs";
import {eachNotebook} from "./each-notebook.mjs";

/**
 * An extension of JupyterLab. The renderer of widgets puts an error in the place of controls whose kernel is
 * gone, as in a notebook that was opened again, and leaves those of a kernel that was restarted as they
 * were, so that they look alive. Here both become their values in words, with buttons that bring them back. It
 * also gives the handles of sliders the names that their labels have.
 */
const name = "residual-lab-controls";
const mime = "application/vnd.jupyter.widget-view+json";
/** @type {any} */
const page = globalThis;
const advice = "These controls rest: run the cell to bring its controls back.";

/** @typedef {{data: Record<string, any>}} Model */
/** @typedef {{readonly mimeTypes: readonly string[], createRenderer(options: unknown): any}} Factory */
/** @typedef {{addFactory(factory: Factory, rank?: number): void, getFactory(mime: string): Factory | undefined}} Registry */

/** @param {unknown} text */
const joined = (text) => (Array.isArray(text) ? text.join("") : String(text ?? ""));

/**
 * The values in words, as elements.
 *
 * @param {Model} model
 */
function wordsOf(model) {
  const words = page.document.createElement("div");
  words.className = "residual-lab-words";
  words.setAttribute("role", "note");
  words.style.cssText =
    "border-left: 3px solid var(--jp-border-color2); padding: 2px 0 2px 10px; white-space: pre-wrap; font-family: var(--jp-ui-font-family); font-size: var(--jp-ui-font-size1)";
  const plain = joined(model.data["text/plain"]).trim();
  words.textContent = plain === "" ? advice : `${plain}\n${advice}`;
  return words;
}

/**
 * What brings the controls back, as buttons: the cell alone, or with all above it, whose variables it may need.
 *
 * @param {(above: boolean) => void} rerun
 */
function buttonsOf(rerun) {
  const buttons = page.document.createElement("div");
  buttons.className = "residual-lab-rerun";
  for (const [text, above] of [
    ["Run this cell", false],
    ["Run all above and this cell", true],
  ]) {
    const button = page.document.createElement("button");
    button.type = "button";
    button.className = "jp-mod-styled jp-mod-minimal";
    button.style.cssText = "margin: 4px 8px 4px 0";
    button.textContent = text;
    button.addEventListener("click", () => rerun(above === true));
    buttons.append(button);
  }
  return buttons;
}

/**
 * Names what a screen reader would call "slider" and no more.
 *
 * @param {Element} node
 */
function nameHandles(node) {
  for (const slider of node.querySelectorAll(".widget-slider, .widget-hslider")) {
    const label = slider.querySelector(".widget-label")?.textContent?.trim() || "slider";
    const readout = slider.querySelector(".widget-readout");
    const handles = [...slider.querySelectorAll(".noUi-handle")];
    handles.forEach((handle, i) => {
      const end = ["from", "to"][i];
      handle.setAttribute("aria-label", handles.length > 1 ? `${label}, ${end}` : label);
      // On a log scale the slider itself would say the logarithm.
      const said = readout?.textContent?.trim();
      if (said && handles.length === 1) handle.setAttribute("aria-valuetext", said);
    });
    if (!readout) continue;
    if (readout.hasAttribute("contenteditable")) readout.setAttribute("role", "textbox");
    readout.setAttribute("aria-label", `${label}, value`);
  }
}

/**
 * The renderer's own factory, with a `renderModel` that falls back to words.
 *
 * @param {Factory} factory
 * @param {(node: Element, above: boolean) => void} rerun runs the cell that a node is in
 * @returns {Factory}
 */
const withWords = (factory, rerun) => ({
  ...factory,
  createRenderer(options) {
    const renderer = factory.createRenderer(options);
    const draw = renderer.renderModel.bind(renderer);
    /** @type {Model | null} */
    let model = null;
    let drawn = "";
    /** @type {Element | null} */
    let words = null;
    const buttons = buttonsOf((above) => rerun(renderer.node, above));

    const rest = () => {
      if (!model || renderer.isDisposed) return;
      const now = wordsOf(model);
      if (words?.textContent === now.textContent && words?.isConnected) return;
      words?.remove();
      for (const widget of renderer.widgets) widget.hide();
      for (const text of [...renderer.node.childNodes]) if (text.nodeType === 3) text.remove();
      words = renderer.node.appendChild(now);
      renderer.node.append(buttons);
      renderer.show();
    };
    const look = () => {
      if (renderer.isDisposed) return;
      nameHandles(renderer.node);
      if (renderer.node.textContent?.startsWith("Error displaying widget")) return rest();
      if (drawn === "") return;
      const closed = renderer.widgets.length === 0;
      if (closed || renderer.node.querySelector(".jupyter-widgets-disconnected")) rest();
    };
    new page.MutationObserver(look).observe(renderer.node, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ["class", "aria-valuenow"],
    });

    /** @param {Model} next */
    renderer.renderModel = async (next) => {
      model = next;
      const id = next.data[mime]?.model_id ?? "";
      // Its words were updated: what stands there stays.
      if (id !== "" && id === drawn) return words ? rest() : undefined;
      words?.remove();
      buttons.remove();
      words = null;
      if (id === "") return rest();
      await draw(next);
      if (renderer.isDisposed) return;
      if (renderer.widgets.length > 0) drawn = id;
      look();
    };
    return renderer;
  },
});

/** @param {Factory | undefined} factory */
const isWidget = (factory) => factory?.mimeTypes?.includes(mime) === true;

/**
 * @param {Registry} registry
 * @param {(node: Element, above: boolean) => void} rerun
 */
function watch(registry, rerun) {
  const add = registry.addFactory.bind(registry);
  registry.addFactory = (factory, rank) =>
    add(isWidget(factory) ? withWords(factory, rerun) : factory, rank);
  // It may have been there first.
  const present = registry.getFactory(mime);
  if (present && isWidget(present)) add(withWords(present, rerun), -10);
}

/** @param {unknown} INotebookTracker */
const plugin = (INotebookTracker) => ({
  id: `${name}:plugin`,
  description: "Controls say so when nothing answers them",
  autoStart: true,
  requires: [INotebookTracker],
  /**
   * @param {any} app
   * @param {any} tracker every notebook has a registry of its own
   */
  activate(app, tracker) {
    eachNotebook(tracker, ({content}) =>
      watch(content.rendermime, async (node, above) => {
        const place = content.widgets.findIndex((/** @type {any} */ cell) =>
          cell.node.contains(node),
        );
        if (place < 0) return;
        content.activeCellIndex = place;
        content.deselectAll();
        if (above) await app.commands.execute("notebook:run-all-above");
        content.activeCellIndex = place;
        await app.commands.execute("notebook:run-cell");
      }),
    );
  },
});

offerPlugin(name, {of: "@jupyterlab/notebook", token: "INotebookTracker"}, plugin);
