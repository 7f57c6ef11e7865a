import { payment } from "../../../../payment.ts";

export default (event: { req: Request }) => payment.fetch(event.req);
