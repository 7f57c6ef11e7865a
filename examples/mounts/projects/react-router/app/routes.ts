import { route } from "@react-router/dev/routes";

export default [route("v1/payment/*", "routes/payment.ts"), route("*", "routes/shop.ts")];
