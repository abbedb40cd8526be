/** Tags that show something and do nothing: of HTML, of SVG as it is drawn, of MathML as KaTeX writes it. */
export const tags = [
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

/** Attributes by tag; those of `*` are allowed on every tag, and `aria-*` stands for all that begin so. */
export const attributes: Readonly<Record<string, readonly string[]>> = {
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
};

/** Attributes that hold an address, and where addresses may lead: inside of the page they always may. */
export const addresses = ["href", "src", "cite", "xlink:href"];
export const schemes = ["http", "https", "mailto"];
export const schemesByTag: Readonly<Record<string, readonly string[]>> = {
  img: ["data", "http", "https"],
  image: ["data"],
  use: [],
};

/** Put before every id that a text or a cell brings along. */
export const own = "own-";
