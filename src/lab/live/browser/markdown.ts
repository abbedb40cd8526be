import MarkdownIt from "markdown-it";

/** HTML of a text that a live cell shows, without formulas; the page takes out what could act. */
export const markdownHtml = (text: string): string => new MarkdownIt({html: true}).render(text);
