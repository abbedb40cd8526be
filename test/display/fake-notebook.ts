import {shown} from "../../src/kernel/show/value";
import type {LiveNotebook} from "../../src/display/page/notebook";

type State = Record<string, unknown>;
type Sent = {method: string; state: State; content?: State};

/** A page of a notebook in the kernel's place: what was shown, and the widgets as a page has them. */
export function fakeNotebook() {
  const displays: {bundle: State; displayId?: string; update?: boolean}[] = [];
  const models = new Map<
    string,
    {
      state: State;
      sent: Sent[];
      hear: (data: unknown) => unknown;
      closed: () => unknown;
    }
  >();
  const notebook: LiveNotebook = {
    display: (bundle, {displayId, update} = {}) =>
      void displays.push({bundle: bundle as State, displayId, update}),
    openComm(_target, data) {
      const id = `c${models.size}`;
      const {state} = data as {state: State};
      const model = {
        state: {...state},
        sent: [] as Sent[],
        hear: (() => undefined) as (data: unknown) => unknown,
        closed: (() => undefined) as () => unknown,
      };
      models.set(id, model);
      return {
        id,
        send(message) {
          const sent = message as Sent;
          model.sent.push(sent);
          Object.assign(model.state, sent.state);
        },
        onMessage: (handler) => void (model.hear = (message) => handler({data: message})),
        onClose: (handler) => void (model.closed = handler),
      };
    },
    underThisCell: () => async (work) => work(),
    bundleOf: async (value) => (await shown(value)).data as never,
    faultOf: (thrown) => ({traceback: [`\u001b[31m${String(thrown)}\u001b[39m`]}),
  };
  const key = Symbol.for("typescript-cells.notebook");
  const services = globalThis as unknown as Record<symbol, unknown>;
  const before = services[key];
  services[key] = notebook;
  const model = (name: string, nth = 0) => {
    const found = [...models.values()].filter(({state}) => state._model_name === `${name}Model`);
    if (!found[nth]) throw new Error(`no ${name} ${nth} on the page`);
    return found[nth];
  };
  return {
    notebook,
    displays,
    models,
    model,
    /** The page changes the state of a widget. */
    move: (name: string, state: State, nth = 0) =>
      Promise.resolve(model(name, nth).hear({method: "update", state, buffer_paths: []})),
    remove: () => void (services[key] = before),
  };
}
