/** Starts endless jobs and waits: to be killed by a test. */
import {runSeeds} from "../../src/runs/run-seeds";
import {endless} from "./example-jobs";

const [, , note, folder] = process.argv;
void runSeeds([1, 2], endless, {settings: {note}, folder, workers: 2});
