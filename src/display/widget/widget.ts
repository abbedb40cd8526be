import type {Comm, LiveNotebook} from "../page/notebook";

export type WidgetState = Readonly<Record<string, unknown>>;

/** What JupyterLab's widget manager is to draw: a model of one of its packages, and its state. */
export type WidgetModel = {
  readonly module: "@jupyter-widgets/base" | "@jupyter-widgets/controls";
  /** `IntSlider` stands for the model IntSliderModel and the view IntSliderView. */
  readonly name: string;
  /** For models that only hold settings of others, such as a layout: `LayoutView` and the like. */
  readonly view?: string;
  readonly state: WidgetState;
};

/** One widget on the page. Its state is the same on both sides; neither asks the other for it. */
export type Widget = {
  readonly id: string;
  /** How another widget names this one in its state. */
  readonly reference: string;
  update(changes: WidgetState): void;
};

export type WidgetHandlers = {
  /** The page changed some of the state. */
  readonly onUpdate?: (changes: WidgetState) => unknown;
  /** The page sent something that is not state, such as a click. */
  readonly onCustom?: (content: WidgetState) => unknown;
  /** The cell that shows it runs again, or the page let go of it. */
  readonly onClose?: () => void;
};

const protocolVersion = "2.1.0";
const modelVersion = "2.0.0";

/**
 * Opens a widget over a comm, in the messages of the Jupyter widgets protocol 2: `update` both ways,
 * `echo_update` for each change of the page, and the whole state where a reloaded page asks for it.
 * It lives until the cell that runs now runs again.
 */
export function openWidget(
  notebook: LiveNotebook,
  {module, name, view = `${name}View`, state: given}: WidgetModel,
  {onUpdate, onCustom, onClose}: WidgetHandlers = {},
): Widget {
  let state: WidgetState = {
    _model_module: module,
    _model_module_version: modelVersion,
    _model_name: `${name}Model`,
    _view_module: module,
    _view_module_version: modelVersion,
    _view_name: view,
    ...given,
  };
  let open = true;
  const metadata = {version: protocolVersion};
  const comm: Comm = notebook.openComm(
    "jupyter.widget",
    {state, buffer_paths: []},
    {metadata, untilRerun: true},
  );
  const send = (method: string, changes: WidgetState) => {
    if (open) comm.send({method, state: changes, buffer_paths: []});
  };
  comm.onMessage(({data}) => {
    const message = (data ?? {}) as {method?: unknown; state?: WidgetState; content?: WidgetState};
    if (message.method === "request_state") return send("update", state);
    if (message.method === "custom") return onCustom?.(message.content ?? {});
    if (message.method !== "update" || typeof message.state !== "object") return;
    state = {...state, ...message.state};
    send("echo_update", message.state);
    return onUpdate?.(message.state);
  });
  comm.onClose(() => {
    open = false;
    onClose?.();
  });
  return {
    id: comm.id,
    reference: `IPY_MODEL_${comm.id}`,
    update(changes) {
      state = {...state, ...changes};
      send("update", changes);
    },
  };
}

/** Size and arrangement of a widget, in words of CSS. */
export const openLayout = (notebook: LiveNotebook, state: WidgetState): Widget =>
  openWidget(notebook, {
    module: "@jupyter-widgets/base",
    name: "Layout",
    view: "LayoutView",
    state,
  });

/** How a control looks, such as the width of its label. */
export const openStyle = (notebook: LiveNotebook, name: string, state: WidgetState): Widget =>
  openWidget(notebook, {
    module: "@jupyter-widgets/controls",
    name,
    view: "StyleView",
    state: {_view_module: "@jupyter-widgets/base", ...state},
  });
