import type { NextConfig } from "next";

/** The configuration that `create-next-app` writes into a new app. */
const config: NextConfig = { cacheComponents: true };
export default config;
