// The types that `npx wrangler types` would generate.
declare module "cloudflare:workers" {
  import type { D1Database } from "@cloudflare/workers-types";

  export function waitUntil(work: Promise<unknown>): void;
  export const env: {
    DB: D1Database;
    DODO_PAYMENTS_API_KEY?: string;
    DODO_PRODUCT_ID?: string;
    DODO_WEBHOOK_KEY?: string;
    DODO_ENVIRONMENT?: string;
    DOWNCITY_CITY_BASE_URL?: string;
  };
}
