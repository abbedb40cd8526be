import {offerPlugin} from "./container.mjs";
import {eachNotebook} from "./each-notebook.mjs";

/**
 * An extension of JupyterLab. When a cell ran again, what the cells below show may have been made from its
 * values of before. The kernel tells which cells those are, in the metadata of its `idle`; here each of
 * them says so between its code and its outputs, until it has run again.
 */
const name = "residual-lab-cells";
const mark = "residual-lab-stale";
/** @type {any} */
const page = globalThis;

/** @param {string} sentence */
function noteOf(sentence) {
  const note = page.document.createElement("div");
  note.className = mark;
  note.setAttribute("role", "note");
  note.style.cssText =
    "border-left: 3px solid var(--jp-warn-color1); margin: 4px 0 4px calc(var(--jp-cell-prompt-width) + var(--jp-cell-collapser-width)); padding: 2px 0 2px 10px; font-family: var(--jp-ui-font-family); font-size: var(--jp-ui-font-size1); color: var(--jp-ui-font-color1); overflow-wrap: anywhere";
  note.textContent = sentence;
  return note;
}

/**
 * @param {any} notebook
 * @param {Record<string, string>} stale by the id of a cell, why it is of before
 */
function showMarks(notebook, stale) {
  for (const cell of notebook.widgets) {
    const before = cell.node.querySelector(`.${mark}`);
    const sentence = Object.hasOwn(stale, cell.model.id) ? stale[cell.model.id] : "";
    if ((before?.textContent ?? "") === sentence) continue;
    before?.remove();
    if (sentence === "") continue;
    const outputs = cell.node.querySelector(".jp-Cell-outputWrapper");
    if (outputs) outputs.before(noteOf(sentence));
  }
}

/** @param {unknown} INotebookTracker */
const plugin = (INotebookTracker) => ({
  id: `${name}:plugin`,
  description: "Cells say so when what they show is of before",
  autoStart: true,
  requires: [INotebookTracker],
  /**
   * @param {unknown} _app
   * @param {any} tracker
   */
  activate(_app, tracker) {
    eachNotebook(tracker, ({sessionContext, content: notebook}) => {
      sessionContext.iopubMessage.connect((/** @type {any} */ _, /** @type {any} */ message) => {
        const {header, metadata} = message;
        if (header.msg_type === "status" && metadata.stale) showMarks(notebook, metadata.stale);
      });
      // The values of before are gone, and all cells are to be run again.
      sessionContext.statusChanged.connect((/** @type {any} */ _, /** @type {string} */ status) => {
        if (/restarting/.test(status)) showMarks(notebook, {});
      });
    });
  },
});

offerPlugin(name, {of: "@jupyterlab/notebook", token: "INotebookTracker"}, plugin);
