import { BASE } from "../../payment-server/test/world.ts";
import { createPaymentClient, type PaymentClient } from "../src/client.ts";
import { PaymentClientError } from "../src/errors.ts";

/** Creates a client whose every request gets the response of `answer`; `requests` records them. */
export function answered(
  answer: () => Response | Promise<Response>,
  requests: Request[] = [],
): PaymentClient {
  return createPaymentClient({
    endpoint: BASE,
    fetch: async (request) => {
      requests.push(request);
      return await answer();
    },
  });
}

/** Returns the error of a call, and throws if the call succeeds or fails with a foreign error. */
export async function failureOf(call: Promise<unknown>): Promise<PaymentClientError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PaymentClientError))
    throw new Error("not an error of this package", { cause: error });
  return error;
}
