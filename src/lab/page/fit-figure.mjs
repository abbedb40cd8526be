/**
 * Fits a chart to the place that it is shown in. Charts are laid out for the width of a notebook's
 * cell, and Plotly breaks no lines itself. Where there is less room, texts are broken into shorter lines,
 * panels stand one below the other, and on a phone there is no tool bar. Where a finger
 * moves the page, a swipe over the chart does that as well, instead of zooming.
 *
 * Runs in browsers, inside of exported pages and of JupyterLab; what it is given stays as it is.
 *
 * @typedef {Record<string, any>} Parts
 * @param {{data?: Parts[], layout?: Parts, config?: Parts}} figure
 * @param {{width: number, touch: boolean}} place pixels, and whether fingers are the pointer
 * @returns {{data: Parts[], layout: Parts, config: Parts}}
 */
export function fitFigure({data = [], layout: given = {}, config = {}}, {width, touch}) {
  /** Less than this is a phone's width, more than that holds all that charts are laid out for. */
  const [narrow, enough] = [600, 860];
  const isNarrow = width < narrow;
  /** @type {Parts} */
  const layout = {...given, margin: {l: 80, r: 80, t: 100, b: 80, ...given.margin}};
  if (touch) {
    layout.dragmode = false;
    for (const [key, part] of Object.entries(layout))
      if (/^[xy]axis\d*$/.test(key)) layout[key] = {...part, fixedrange: true};
      else if (/^scene\d*$/.test(key)) layout[key] = {...part, dragmode: false};
  }
  if (width >= enough || width <= 0) return {data, layout, config};

  /** @param {string} text what a reader sees of it */
  const seen = (text) => text.replace(/<[^>]*>/g, "").replace(/&[^;\s]+;/g, "x");
  /** @param {unknown} text @param {number} signs */
  const broken = (text, signs) => {
    if (typeof text !== "string") return {text, more: 0};
    const before = text.split("<br>");
    if (before.every((line) => seen(line).length <= signs)) return {text, more: 0};
    /** @type {string[]} */
    const lines = [];
    for (const word of text.split(/<br>| /)) {
      const last = lines[lines.length - 1];
      const joined = `${last} ${word}`;
      if (last !== undefined && seen(joined).length <= signs) lines[lines.length - 1] = joined;
      else lines.push(word);
    }
    return {text: lines.join("<br>"), more: Math.max(0, lines.length - before.length)};
  };
  /** @param {number} pixels */
  const grow = (pixels) => (layout.height = (layout.height ?? 450) + pixels);
  /** @param {number} pixels */
  const growHead = (pixels) => {
    layout.margin.t += pixels;
    grow(pixels);
  };

  if (isNarrow) layout.margin = {...layout.margin, r: 16, l: Math.min(layout.margin.l, 64)};
  const {l, r} = layout.margin;
  const inner = width - l - r;
  const title = typeof layout.title === "string" ? {text: layout.title} : layout.title;
  if (title?.text) {
    const size = title.font?.size ?? 17;
    const room = width - 28 - (isNarrow ? 0 : 190);
    const {text, more} = broken(title.text, Math.floor(room / (0.5 * size)));
    // Above several lines Plotly leaves 12 pixels less than above one.
    const higher = `${text}`.includes("<br>") && !title.text.includes("<br>") ? 12 : 0;
    const pad = title.pad && {...title.pad, t: (title.pad.t ?? 0) + higher};
    layout.title = {...title, text, ...(pad && {pad})};
    growHead(more * 1.3 * size);
  }
  for (const [key, axis] of Object.entries(layout))
    if (/^xaxis\d*$/.test(key) && axis?.title?.text) {
      const {text} = broken(axis.title.text, Math.floor(inner / 7.2));
      layout[key] = {...axis, title: {...axis.title, text}};
    }
  layout.annotations = (given.annotations ?? []).map((/** @type {Parts} */ one) => {
    if (one.showarrow !== false) return one;
    const {text, more} = broken(one.text, Math.floor((inner - 8) / (0.5 * (one.font?.size ?? 12))));
    if (one.yref === "paper" && one.yanchor === "top" && more > 0) {
      layout.margin.b += 15 * more;
      grow(15 * more);
    }
    return {...one, text};
  });
  if (!isNarrow) return {data, layout, config};

  const named = data.filter(({showlegend, name}) => showlegend !== false && name);
  const signs = Math.floor((width - 110) / 7);
  let [longest, lines] = [0, 0];
  const renamed = data.map((trace) => {
    const {text, more} = broken(trace.name, signs);
    if (!named.includes(trace)) return trace;
    longest = Math.max(longest, ...`${text}`.split("<br>").map((line) => seen(line).length));
    lines += more;
    return text === trace.name ? trace : {...trace, name: text};
  });
  const isAbove = layout.legend?.orientation === "h" && layout.showlegend !== false;
  if (isAbove && named.length > 1) {
    /** @param {number} room */
    const rows = (room) =>
      Math.ceil(named.length / Math.max(1, Math.floor(room / (7 * longest + 50))));
    growHead(20 * Math.max(0, rows(inner) - rows(690)) + 16 * lines);
  }
  stackPanels(layout);
  return {data: renamed, layout, config: {...config, displayModeBar: false}};
}

/**
 * Puts panels that stand side by side one below the other, in reading order.
 *
 * @param {Record<string, any>} layout
 */
function stackPanels(layout) {
  const panels = Object.keys(layout)
    .filter((key) => /^xaxis\d*$/.test(key) && layout[key]?.domain && !layout[key].overlaying)
    .map((x) => ({x, y: x.replace("x", "y")}))
    .filter(({y}) => layout[y]?.domain && !layout[y].overlaying);
  /** @param {"x" | "y"} axis @param {0 | 1} end */
  const places = (axis, end) => new Set(panels.map((panel) => layout[panel[axis]].domain[end]));
  if (panels.length < 2 || places("x", 0).size < 2) return;
  const {t, b} = layout.margin;
  const before = (layout.height ?? 450) - t - b;
  const after = (before / places("y", 1).size) * panels.length;
  layout.height = after + t + b;
  const gap = 0.34 / panels.length;
  const height = (1 - gap * (panels.length - 1)) / panels.length;
  panels.forEach(({x, y}, i) => {
    const top = 1 - i * (height + gap);
    layout[x] = {...layout[x], domain: [0, 1]};
    layout[y] = {...layout[y], domain: [Math.max(0, top - height), top]};
  });
  const {legend} = layout;
  if (legend?.y > 1) layout.legend = {...legend, y: 1 + ((legend.y - 1) * before) / after};
}
