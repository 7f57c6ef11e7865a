import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

const base = process.env["SHOP_BASE"] ?? "";

export default defineConfig({ plugins: [sveltekit({ adapter: adapter(), paths: { base } })] });
