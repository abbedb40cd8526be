import assert from "node:assert/strict";
import {test} from "node:test";
import {checkbox, slider} from "../../../src/display/controls";
import {jupyterDisplay} from "../../../src/display/page/mime";
import {outputsToHtml} from "../../../src/lab/page/outputs";
import {fakeNotebook} from "../../display/fake-notebook";

test("a control is a line of words on a page that cannot move it", () => {
  const page = fakeNotebook();
  try {
    const controls = [
      slider({min: 1, max: 50, value: 20, label: "depth <p>"}),
      checkbox({value: true, label: "skips"}),
    ];
    const html = controls.map((control) => {
      const data = control[jupyterDisplay]();
      assert.ok("application/vnd.jupyter.widget-view+json" in data);
      return outputsToHtml([{output_type: "display_data", data, metadata: {}}], {
        markdown: (source) => source,
        nextFigure: () => 1,
      });
    });
    assert.match(html[0], /depth &lt;p&gt; <b>20<\/b> .*\(1 to 50\)/);
    assert.match(html[1], /skips <b>on<\/b>/);
    for (const each of html) assert.match(each, /move where the notebook runs/);
  } finally {
    page.remove();
  }
});
