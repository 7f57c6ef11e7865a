/** Registers `<dodo-topup-packs>` when this file is imported. */
import { registerTopupPacks } from "./register.ts";

registerTopupPacks();
