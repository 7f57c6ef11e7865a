import type { NextConfig } from "next";

export default {
  ...(process.env["SHOP_BASE"] === undefined ? {} : { basePath: process.env["SHOP_BASE"] }),
  trailingSlash: process.env["SHOP_TRAILING_SLASH"] === "1",
} satisfies NextConfig;
