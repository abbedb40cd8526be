/**
 * An extension of JupyterLab, written by hand as the module container that it loads.
 *
 * The renderer of charts that comes with plotly draws an output once and then ignores updates of it,
 * so a chart could not follow a slider. This one has it draw the new chart into the old: the page
 * does not jump, and Plotly keeps the reader's zoom where `layout.uirevision` stays the same.
 */
(() => {
  const name = "residual-lab-charts";
  const mime = "application/vnd.plotly.v1+json";
  /** @type {Record<string, Record<string, {loaded?: number, get(): Promise<() => any>}>>} */
  let shared = {};

  /** @typedef {{readonly mimeTypes: readonly string[], createRenderer(options: unknown): any}} Factory */

  /**
   * The renderer's own factory, with a `renderModel` that also draws a second time.
   *
   * @param {Factory} factory
   * @returns {Factory}
   */
  const inPlace = (factory) => ({
    ...factory,
    createRenderer(options) {
      const renderer = factory.createRenderer(options);
      const drawFirst = renderer.renderModel.bind(renderer);
      let drawn = "";
      /** @param {{data: Record<string, unknown>}} model */
      renderer.renderModel = async (model) => {
        const figure = model.data[mime];
        const text = JSON.stringify(figure);
        // The renderer adds a picture of the chart to the model, which calls this again.
        if (text === drawn) return;
        drawn = text;
        const {Plotly} = renderer.constructor;
        if (!Plotly || !renderer.node.querySelector(".plot-container")) return drawFirst(model);
        const {data, layout, config, frames} = JSON.parse(text);
        await Plotly.react(renderer.node, data, {height: 360, ...layout}, config);
        if (frames) await Plotly.addFrames(renderer.node, frames);
      };
      return renderer;
    },
  });

  /** @param {Factory | undefined} factory */
  const isChart = (factory) => factory?.mimeTypes?.includes(mime) === true;

  /** @typedef {{addFactory(factory: Factory, rank?: number): void, getFactory(mime: string): Factory | undefined}} Registry */

  /** @param {unknown} IRenderMimeRegistry */
  const plugin = (IRenderMimeRegistry) => ({
    id: `${name}:plugin`,
    description: "Charts change in place",
    autoStart: true,
    requires: [IRenderMimeRegistry],
    /**
     * @param {unknown} _app
     * @param {Registry} rendermime
     */
    activate(_app, rendermime) {
      const add = rendermime.addFactory.bind(rendermime);
      rendermime.addFactory = (factory, rank) =>
        add(isChart(factory) ? inPlace(factory) : factory, rank);
      // It may have been there first.
      const present = rendermime.getFactory(mime);
      if (present && isChart(present)) add(inPlace(present));
    },
  });

  /**
   * A module that JupyterLab shares, in the version that it uses itself.
   *
   * @param {string} module
   */
  async function sharedModule(module) {
    const versions = Object.values(shared[module] ?? {});
    const version = versions.find(({loaded}) => loaded) ?? versions[0];
    return (await version.get())();
  }

  /** @type {any} */
  const page = globalThis;
  page._JUPYTERLAB = page._JUPYTERLAB ?? {};
  page._JUPYTERLAB[name] = {
    /** @param {typeof shared} scope */
    init: (scope) => void (shared = scope),
    async get() {
      const {IRenderMimeRegistry} = await sharedModule("@jupyterlab/rendermime");
      return () => ({__esModule: true, default: plugin(IRenderMimeRegistry)});
    },
  };
})();
