import type { Config } from "@react-router/dev/config";

export default { basename: process.env["SHOP_BASE"] ?? "/" } satisfies Config;
