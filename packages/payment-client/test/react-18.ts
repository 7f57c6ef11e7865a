import { registerHooks } from "node:module";

/**
 * Makes the modules for which `needsReact18` returns `true` import React 18, which is installed
 * beside React 19 as `react-18` and `react-dom-18`.
 */
export function findReact18(needsReact18: (importer: string) => boolean): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const ours = /^react(-dom)?(\/|$)/.test(specifier) && needsReact18(context.parentURL ?? "");
      return ours
        ? next(specifier.replace(/^react(-dom)?/, "$&-18"), {
            ...context,
            parentURL: import.meta.url,
          })
        : next(specifier, context);
    },
  });
}
