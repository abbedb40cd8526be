import {fitFigure} from "../page/fit-figure.mjs";
import {offerPlugin} from "./container.mjs";

/**
 * An extension of JupyterLab. The renderer of charts that comes with plotly draws an output once and then
 * ignores updates of it, so a chart could not follow a slider. This one has it draw the new chart into
 * the old: the page does not jump, and Plotly keeps the reader's zoom where `layout.uirevision` stays the
 * same. It also fits charts to narrow pages and to fingers, and darkens them where the theme is dark: their
 * colours are chosen for white paper, and turning all of them over keeps what sets them apart.
 */
const name = "residual-lab-charts";
const mime = "application/vnd.plotly.v1+json";
/** @type {any} */
const page = globalThis;

const turnedOver = `body[data-jp-theme-light="false"]
  :is(.jp-RenderedPlotly, .jp-OutputArea-output img[alt^="Number line:"]) {
    filter: invert(0.93) hue-rotate(180deg);
  }`;

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
      if (isDrawn()) return draw();
      await drawFirst(model);
      if (!fits()) await draw();
    };
    let width = 0;
    const isDrawn = () => renderer.node.querySelector(".plot-container") !== null;
    const place = () => ({
      width: renderer.node.clientWidth,
      touch: page.matchMedia("(pointer: coarse)").matches || page.innerWidth < 600,
    });
    /** Whether the chart as it was handed over is what is to be drawn. */
    const fits = () => {
      width = renderer.node.clientWidth;
      const figure = JSON.parse(drawn);
      return (
        JSON.stringify(fitFigure(figure, place()).layout) ===
        JSON.stringify(fitFigure(figure, wide).layout)
      );
    };
    const draw = async () => {
      const {Plotly} = renderer.constructor;
      width = renderer.node.clientWidth;
      const figure = JSON.parse(drawn);
      const {data, layout, config} = fitFigure(figure, place());
      await Plotly.react(renderer.node, data, {height: 360, ...layout}, config);
      if (figure.frames) await Plotly.addFrames(renderer.node, figure.frames);
    };
    const resized = new page.ResizeObserver(() => {
      if (renderer.isDisposed) return resized.disconnect();
      if (isDrawn() && Math.abs(renderer.node.clientWidth - width) > 8 && !fits()) void draw();
    });
    resized.observe(renderer.node);
    return renderer;
  },
});

const wide = {width: Infinity, touch: false};

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
    const style = page.document.createElement("style");
    style.textContent = turnedOver;
    page.document.head.append(style);
    const add = rendermime.addFactory.bind(rendermime);
    rendermime.addFactory = (factory, rank) =>
      add(isChart(factory) ? inPlace(factory) : factory, rank);
    // It may have been there first.
    const present = rendermime.getFactory(mime);
    if (present && isChart(present)) add(inPlace(present));
  },
});

offerPlugin(name, {of: "@jupyterlab/rendermime", token: "IRenderMimeRegistry"}, plugin);
