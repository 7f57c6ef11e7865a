import { defineConfig } from "nitro";

export default defineConfig({ serverDir: "./server", baseURL: process.env["SHOP_BASE"] ?? "/" });
