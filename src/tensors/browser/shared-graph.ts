/**
 * Stands for `tensors/graph/shared-graph.ts` in a browser, where there are no graphs: it never is usable, so that
 * compiled steps run operation by operation.
 */
export class SharedGraph {
  readonly isEmpty = true;
  record = noGraph;
  add = noGraph;
  run = noGraph;

  usable(): boolean {
    return false;
  }

  read(): void {}
  write(): void {}
  dispose(): void {}
}

function noGraph(): never {
  throw new Error("a page has no TensorFlow graphs: steps run operation by operation");
}
