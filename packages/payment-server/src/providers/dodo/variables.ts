import type { Variable } from "../../variables.ts";

/** Every variable of the environment that Dodo's provider reads. The README documents each. */
export const VARIABLES: readonly Variable[] = [
  {
    key: "DODO_PAYMENTS_API_KEY",
    description: "API key with write access, of the same mode as DODO_ENVIRONMENT.",
    required: true,
  },
  {
    key: "DODO_PRODUCT_ID",
    description:
      "One-time product in USD, pay what you want, or of a fixed price that equals the topup's.",
    required: true,
  },
  {
    key: "DODO_WEBHOOK_KEY",
    description:
      "Signing key of the webhook endpoint; several, separated by spaces, during rotation.",
    required: false,
  },
  {
    key: "DODO_PAYMENTS_WEBHOOK_KEY",
    description: "The same under Dodo's own name.",
    required: false,
  },
  {
    key: "DODO_ENVIRONMENT",
    description: "test_mode (default) or live_mode, also said test and live.",
    required: false,
  },
  {
    key: "DODO_PAYMENTS_ENVIRONMENT",
    description: "The same under Dodo's own name.",
    required: false,
  },
  {
    key: "DODO_CURRENCY",
    description: "Display currency of the method; default usd; `local` leaves the choice to Dodo.",
    required: false,
  },
  {
    key: "DODO_API_BASE_URL",
    description: "API base URL, for tests and the local Dodo.",
    required: false,
  },
];
