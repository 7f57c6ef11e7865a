declare const PACKAGE_VERSION: string | undefined;

/** The version of this package, put in by the build; run from its sources it has none. */
export const VERSION: string =
  typeof PACKAGE_VERSION === "string" ? PACKAGE_VERSION : "0.0.0-source";
