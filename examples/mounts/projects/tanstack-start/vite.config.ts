import { tanstackStart } from "@tanstack/react-start/plugin/vite";
import viteReact from "@vitejs/plugin-react";
import { nitro } from "nitro/vite";
import { defineConfig } from "vite";

const base = process.env["SHOP_BASE"] ?? "";

export default defineConfig({
  base: `${base}/`,
  plugins: [tanstackStart(), nitro(base === "" ? {} : { baseURL: base }), viteReact()],
});
