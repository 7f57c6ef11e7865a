export default defineNuxtConfig({
  compatibilityDate: "2026-11-01",
  app: { baseURL: process.env["SHOP_BASE"] ?? "/" },
  telemetry: false,
});
