import { shop } from "../../shop.ts";

export default (event: { req: Request }) => shop(event.req);
