import type { NextConfig } from "next";

/** What a new app of `create-next-app` has. */
const config: NextConfig = { cacheComponents: true };
export default config;
