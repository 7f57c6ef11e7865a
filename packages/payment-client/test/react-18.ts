import { registerHooks } from "node:module";

/**
 * React 18 lies beside React 19 as `react-18` and `react-dom-18`: the modules for which `asks` says
 * yes find it under its own name.
 */
export function findReact18(asks: (importer: string) => boolean): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const ours = /^react(-dom)?(\/|$)/.test(specifier) && asks(context.parentURL ?? "");
      return ours
        ? next(specifier.replace(/^react(-dom)?/, "$&-18"), {
            ...context,
            parentURL: import.meta.url,
          })
        : next(specifier, context);
    },
  });
}
