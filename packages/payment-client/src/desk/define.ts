/** Registers `<dodo-payments-desk>` when this file is imported. */
import { registerPaymentsDesk } from "./register.ts";

registerPaymentsDesk();
