/**
 * Offers a plugin to JupyterLab as what it loads extensions from: a module container, written by hand.
 *
 * @param {string} name of the extension
 * @param {{of: string, token: string}} required what the plugin asks for, and the module that holds its token:
 *   JupyterLab shares it, and of several versions the one that it uses itself is taken
 * @param {(token: unknown) => object} plugin
 */
export function offerPlugin(name, {of, token}, plugin) {
  /** @type {any} */
  const page = globalThis;
  /** @type {Record<string, Record<string, {loaded?: number, get(): Promise<() => any>}>>} */
  let shared = {};
  page._JUPYTERLAB = page._JUPYTERLAB ?? {};
  page._JUPYTERLAB[name] = {
    /** @param {typeof shared} scope */
    init: (scope) => void (shared = scope),
    async get() {
      const versions = Object.values(shared[of] ?? {});
      const version = versions.find(({loaded}) => loaded) ?? versions[0];
      const tokens = (await version.get())();
      return () => ({__esModule: true, default: plugin(tokens[token])});
    },
  };
}
