/** Registers `<dodo-topup-button>` when this file is imported. */
import { registerTopupButton } from "./register.ts";

registerTopupButton();
