import { registerTopupButton } from "./register.ts";

registerTopupButton();
