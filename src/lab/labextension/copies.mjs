import {offerPlugin} from "./container.mjs";
import {eachNotebook} from "./each-notebook.mjs";

/**
 * An extension of JupyterLab. A reader works on copies of their own, in `my/`. Who opens the published notebook
 * instead is told that nothing is saved there, with a button that opens the copy; who opens a copy
 * beside which a newer version lies is told that.
 */
const name = "residual-lab-copies";
const own = "my";
const narrowest = 850;
/** @type {any} */
const page = globalThis;

/**
 * What to say of a notebook, and which other to open; null where there is nothing.
 *
 * @param {string} path of the notebook
 * @param {{readOnly: boolean, names: string[]}} found whether it cannot be saved, and what lies in the reader's folder
 * @returns {{message: string, label: string, open: string} | null}
 */
function noticeOf(path, {readOnly, names}) {
  const place = path.split("/").slice(0, -1).join("/");
  const file = path.split("/").at(-1) ?? "";
  if (place === "notebooks" && readOnly && names.includes(file))
    return {
      message: `This is the published notebook: run and try what you like, nothing is saved here. Your own copy is ${own}/${file}.`,
      label: "Open my copy",
      open: `${own}/${file}`,
    };
  const stem = file.replace(/( \(new( \d+)?\))?\.ipynb$/, "");
  const versions = names
    .filter((one) => one.startsWith(`${stem} (new`) && one.endsWith(").ipynb"))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const newest = versions.at(-1);
  if (place !== own || newest === undefined || newest === file) return null;
  return {
    message: `This notebook has changed since your copy was made: the new version is ${newest}, and yours stays as it is.`,
    label: "New version",
    open: `${own}/${newest}`,
  };
}

/**
 * The notice as a button of the notebook's tool bar, where it covers nothing and stays.
 *
 * @param {{message: string, label: string}} notice
 * @param {() => void} press
 */
function buttonOf({message, label}, press) {
  const button = page.document.createElement("button");
  button.type = "button";
  button.className = "jp-mod-styled jp-mod-accept residual-lab-copy";
  button.style.cssText =
    "flex: none; margin: 2px 6px; padding: 0 8px; height: 22px; line-height: 22px; font-size: 11px; letter-spacing: 0";
  button.textContent = label;
  button.title = message;
  button.addEventListener("click", press);
  return button;
}

/** @param {unknown} INotebookTracker */
const plugin = (INotebookTracker) => ({
  id: `${name}:plugin`,
  description: "Notebooks say so when they are not a reader's own, or have a newer version",
  autoStart: true,
  requires: [INotebookTracker],
  /**
   * @param {any} app
   * @param {any} tracker
   */
  activate(app, tracker) {
    eachNotebook(tracker, async ({context, toolbar}) => {
      await context.ready;
      const {path} = context;
      if (!path.startsWith("notebooks/") && !path.startsWith(`${own}/`)) return;
      /** @type {{content?: {name: string}[]}} */
      const folder = await app.serviceManager.contents.get(own).catch(() => ({}));
      const names = (folder.content ?? []).map((one) => one.name);
      const notice = noticeOf(path, {readOnly: context.contentsModel?.writable === false, names});
      if (notice === null) return;
      // A tool bar that is full would wrap.
      if (toolbar.node.clientWidth < narrowest) return;
      const button = buttonOf(notice, () =>
        app.commands.execute("docmanager:open", {path: notice.open}),
      );
      const {node} = toolbar;
      node.insertBefore(button, node.querySelector(".jp-Toolbar-spacer"));
    });
  },
});

offerPlugin(name, {of: "@jupyterlab/notebook", token: "INotebookTracker"}, plugin);
