/**
 * Loaded before each command: output that nobody takes any more, or that finds the disk full, ends the
 * command with a sentence instead of a stack.
 */
import {endWithOutput} from "./run-output.mjs";

endWithOutput();
