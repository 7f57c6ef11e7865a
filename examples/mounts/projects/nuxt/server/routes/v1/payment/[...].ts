import { fromWebHandler } from "h3";
import { payment } from "../../../../payment.ts";

export default fromWebHandler(payment.fetch);
