declare const PACKAGE_VERSION: string | undefined;

/**
 * The version of this package, which the build inserts; `0.0.0-source` when it runs from its
 * sources.
 */
export const VERSION: string =
  typeof PACKAGE_VERSION === "string" ? PACKAGE_VERSION : "0.0.0-source";
