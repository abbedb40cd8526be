import path from "node:path";

/**
 * A small file to try one's hand on: 300 made-up trees by the length and width of their leaves in
 * centimetres, their bark and their soil, with some gaps. The soil says nothing of the tree.
 */
export const exampleTable = path.join(__dirname, "..", "..", "data", "trees.csv");
