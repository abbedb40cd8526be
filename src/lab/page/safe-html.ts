import sanitize from "sanitize-html";

/** Tags that show something and do nothing: of HTML, of SVG as it is drawn, of MathML as KaTeX writes it. */
const tags = [
  ..."a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details".split(
    " ",
  ),
  ..."dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark".split(
    " ",
  ),
  ..."meter nav ol p pre progress q rp rt ruby s samp section small span strike strong sub summary sup".split(
    " ",
  ),
  ..."table tbody td tfoot th thead time tr tt u ul var wbr center font".split(" "),
  ..."svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textpath title".split(
    " ",
  ),
  ..."desc image marker pattern mask clippath lineargradient radialgradient stop filter".split(" "),
  ..."fegaussianblur feoffset femerge femergenode feblend fecolormatrix feflood fecomposite".split(
    " ",
  ),
  ..."math semantics annotation mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot".split(
    " ",
  ),
  ..."mtable mtr mtd mover munder munderover mpadded mphantom menclose mstyle merror mmultiscripts".split(
    " ",
  ),
];

const everywhere = "class style id title lang dir role tabindex aria-* hidden".split(" ");

/** How SVG and MathML are drawn; links are not among them. */
const drawing = [
  ..."viewbox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform xmlns version".split(
    " ",
  ),
  ..."fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset".split(
    " ",
  ),
  ..."stroke-linecap stroke-linejoin stroke-miterlimit opacity color display visibility overflow".split(
    " ",
  ),
  ..."text-anchor dominant-baseline alignment-baseline baseline-shift font-family font-size font-weight".split(
    " ",
  ),
  ..."font-style letter-spacing dx dy rotate textlength lengthadjust startoffset preserveaspectratio".split(
    " ",
  ),
  ..."clip-path clip-rule mask filter marker-start marker-mid marker-end markerwidth markerheight refx refy".split(
    " ",
  ),
  ..."orient offset stop-color stop-opacity gradientunits gradienttransform patternunits spreadmethod".split(
    " ",
  ),
  ..."patterncontentunits patterntransform maskunits maskcontentunits clippathunits markerunits".split(
    " ",
  ),
  ..."stddeviation in in2 result mode type values flood-color flood-opacity operator vector-effect".split(
    " ",
  ),
  ..."shape-rendering paint-order pathlength color-interpolation-filters".split(" "),
  ..."mathvariant mathcolor mathsize mathbackground displaystyle scriptlevel stretchy fence separator".split(
    " ",
  ),
  ..."form lspace rspace minsize maxsize linethickness accent accentunder columnalign columnspacing".split(
    " ",
  ),
  ..."rowspacing rowalign rowlines columnlines notation encoding voffset depth movablelimits".split(
    " ",
  ),
];

const tables = "align valign width height span colspan rowspan scope headers border bgcolor".split(
  " ",
);
const tablish = "table thead tbody tfoot tr th td col colgroup caption".split(" ");

const options: sanitize.IOptions = {
  allowedTags: tags,
  allowedAttributes: {
    "*": [...everywhere, ...drawing],
    ...Object.fromEntries(tablish.map((tag) => [tag, tables])),
    a: ["href", "rel"],
    use: ["href", "xlink:href"],
    image: ["href", "xlink:href"],
    img: ["src", "alt", "align"],
    details: ["open"],
    ol: ["start", "type", "reversed"],
    li: ["value"],
    progress: ["value", "max"],
    meter: ["value", "min", "max", "low", "high", "optimum"],
    time: ["datetime"],
    blockquote: ["cite"],
    font: ["size", "face"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: {img: ["data", "http", "https"], image: ["data"], use: []},
  allowedSchemesAppliedToAttributes: ["href", "src", "cite", "xlink:href"],
  allowProtocolRelative: false,
  // Inline styles cannot fetch or run anything under the page's policy, and are kept to the letter.
  parseStyleAttributes: false,
};

/** Put before every id that a text or a cell brings along. */
const own = "own-";

/**
 * HTML of a cell's output, or of a text cell, as a page may show it: what it looks like stays; what
 * could act goes. Scripts, frames, forms, `<meta>`, `<base>`, event attributes, names and addresses
 * such as `javascript:` are left out, tags that were left open are closed, and ids (but for `keepIds`)
 * begin with "own-": an element called "plotly" or "module" cannot be taken for something of the page.
 * References within the same HTML follow their ids.
 */
export function safeHtml(html: string, keepIds: ReadonlySet<string> = new Set()): string {
  const given = new Set<string>();
  const renamed = (id: string) => (keepIds.has(id) ? id : own + id);
  const noteId: sanitize.Transformer = (tagName, attributes) => {
    const {id, ...rest} = attributes;
    if (id === undefined) return {tagName, attribs: attributes};
    given.add(id);
    return {tagName, attribs: {...rest, id: renamed(id)}};
  };
  const safe = sanitize(html, {...options, transformTags: {"*": noteId}});
  if (given.size === 0) return safe;
  const follow = (id: string) => (given.has(id) ? renamed(id) : id);
  return safe.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(
        / ((?:xlink:)?href)="#([^"]*)"/g,
        (_, name: string, id: string) => ` ${name}="#${follow(id)}"`,
      )
      .replace(
        /url\((&quot;|')?#([^)'&]*)(&quot;|')?\)/g,
        (_, open = "", id: string, close = "") =>
          `url(${open as string}#${follow(id)}${close as string})`,
      )
      .replace(
        / (aria-[a-z]+|headers)="([^"]*)"/g,
        (_, name: string, ids: string) =>
          ` ${name}="${/^aria-(labelledby|describedby|controls|owns|details)$|^headers$/.test(name) ? ids.split(" ").map(follow).join(" ") : ids}"`,
      ),
  );
}
