import {process} from "./globals";

/** Stands for `node:process` in a page. */
export const {env, versions, cwd, cpuUsage} = process;

export default process;
