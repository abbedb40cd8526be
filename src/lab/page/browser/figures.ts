/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import {fitFigure} from "../fit-figure.mjs";
import {runPart} from "./parts";

export type Plotted = {
  data: object[];
  layout?: Record<string, unknown>;
  frames?: object[];
  config?: object;
};
type PlotlyModule = {
  react(place: Element, figure: Plotted): Promise<unknown>;
  addFrames(place: Element, frames: object[]): Promise<unknown>;
};

let plotly: Promise<PlotlyModule> | null = null;

/** Plotly is loaded when the first figure comes near. */
function loadPlotly(): Promise<PlotlyModule> {
  return (plotly ??= (async () => {
    await runPart("plotly");
    return (window as unknown as {Plotly: PlotlyModule}).Plotly;
  })());
}

/** As wide as the text; the page is the paper, on a dark page that of the style sheet. */
function onPage(layout: Record<string, unknown>): Record<string, unknown> {
  const paper = {paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)"};
  const copy: Record<string, unknown> = {...layout, ...paper, autosize: true};
  delete copy.width;
  return copy;
}

const isTouched = () => matchMedia("(pointer: coarse)").matches || innerWidth < 600;

/** What a figure shows now, where a live cell has changed it. */
const changed = new WeakMap<HTMLElement, string>();

/** Draws what a figure holds, or `figure`, in its place. */
export async function drawFigure(element: HTMLElement, figure?: object): Promise<void> {
  if (figure) changed.set(element, JSON.stringify(figure));
  const place = element.querySelector<HTMLElement>(":scope > .plot");
  if (!place) return;
  try {
    const stored = changed.get(element) ?? element.querySelector(":scope > script")?.textContent;
    const {frames, ...plotted} = JSON.parse(stored ?? "{}") as Plotted;
    const library = await loadPlotly();
    element.classList.add("live");
    const at = {width: place.clientWidth, touch: isTouched()};
    const {data, layout, config} = fitFigure(
      plotted as Parameters<typeof fitFigure>[0],
      at,
    ) as Required<Plotted>;
    const settings = {displaylogo: false, responsive: true, ...config};
    await library.react(place, {data, layout: onPage(layout), config: settings, frames});
    element.dataset.drawn = "yes";
  } catch (error) {
    element.dataset.drawn = "failed";
    element.classList.add("live");
    place.textContent = `This figure could not be drawn: ${(error as Error).message}`;
  }
}

/** A figure that a live cell shows for the first time. */
export function newFigure(alt: string): HTMLElement {
  const figure = document.createElement("figure");
  figure.className = "output figure";
  const plot = document.createElement("div");
  plot.className = "plot";
  plot.setAttribute("role", "group");
  const caption = document.createElement("figcaption");
  figure.append(plot, caption);
  tellFigure(figure, alt);
  return figure;
}

/** The words of a figure. */
export function tellFigure(figure: HTMLElement, alt: string): void {
  figure.querySelector(":scope > .plot")?.setAttribute("aria-label", alt);
  const caption = figure.querySelector(":scope > figcaption");
  const number = caption?.querySelector("b");
  caption?.replaceChildren(...(number ? [number, " "] : []), alt);
}

/** Draws each figure when it comes near, and all that are drawn anew when the page's width or light changes. */
export function drawWhenNear(): {redraw(): void} {
  const figures = () => [...document.querySelectorAll<HTMLElement>("main figure.figure")];
  const near = new IntersectionObserver(
    (entries) => {
      for (const {isIntersecting, target} of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        void drawFigure(target as HTMLElement);
      }
    },
    {rootMargin: "600px"},
  );
  for (const stored of document.querySelectorAll('main script[type="application/json"]'))
    near.observe(stored.parentElement as HTMLElement);
  const redraw = () => {
    for (const figure of figures()) if (figure.dataset.drawn === "yes") void drawFigure(figure);
  };
  let width = innerWidth;
  addEventListener("resize", () => {
    // A phone hides its bars as the page scrolls, which changes the height alone.
    if (innerWidth !== width) redraw();
    width = innerWidth;
  });
  return {redraw};
}
