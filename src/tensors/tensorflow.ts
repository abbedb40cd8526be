/**
 * TensorFlow.js on its native library: the one place where src/ loads it.
 *
 *     import {tf} from "./tensorflow";
 */
import "./native-settings";
export * as tf from "@tensorflow/tfjs-node";
