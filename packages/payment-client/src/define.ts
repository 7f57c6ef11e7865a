/** Registers `<dodo-topup-button>` when it is imported. */
import { registerTopupButton } from "./register.ts";

registerTopupButton();
