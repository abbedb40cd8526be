/** Starts endless jobs and waits: to be killed by a test. */
import {acrossSeeds} from "../../src/runs/across-seeds";

const [, , module, note, folder] = process.argv;
void acrossSeeds([1, 2], {module, name: "endless", settings: {note}}, {folder, workers: 2});
