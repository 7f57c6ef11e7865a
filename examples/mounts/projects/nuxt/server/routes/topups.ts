import { fromWebHandler } from "h3";
import { shop } from "../../shop.ts";

export default fromWebHandler(shop);
