// Our server inside a Downcity Federation, as a handler that is measured.
import { Federation } from "@x/example-downcity/federation";
import type { CreateHandler } from "./contract.ts";
import { loadOurs, serviceOf } from "./ours.ts";

/** The city that the Federation authenticates the users of. */
const CITY = { city_id: "city_downcity", status: "active" } as const;

const create: CreateHandler = async (settings) => {
  const { payment, close } = serviceOf(await loadOurs(), settings);
  const base = new Federation();
  base.use(payment);
  return {
    async fetch(request) {
      const user_id = request.headers.get("authorization")?.replace("Bearer ", "");
      return user_id === undefined
        ? await base.fetch(request)
        : await base.fetch(withoutBearer(request), {
            trusted_identity: { level: "user", user: { user_id }, city: CITY },
          });
    },
    close,
  };
};

/** Removes the header, whose token the Federation would not know. */
function withoutBearer(request: Request): Request {
  request.headers.delete("authorization");
  return request;
}

export default create;
