/**
 * Calls `open` once with the panel of each notebook: of those that are open, and of those to come.
 *
 * @param {any} tracker JupyterLab's own of its notebooks
 * @param {(panel: any) => void} open
 */
export function eachNotebook(tracker, open) {
  const seen = new WeakSet();
  /** @param {any} panel */
  const once = (panel) => {
    if (seen.has(panel)) return;
    seen.add(panel);
    open(panel);
  };
  tracker.forEach(once);
  tracker.widgetAdded.connect((/** @type {unknown} */ _, /** @type {any} */ panel) => once(panel));
}
