/** The result page as it is sent: the host's own, or the built-in one. */
import { withDeadline } from "../core/deadline.ts";
import type { PresentedPayment } from "../core/presented-payment.ts";
import { HOST_MS } from "../core/time-limits.ts";
import { PaymentError } from "../errors.ts";
import type { Call, ResultPage } from "./call.ts";

/**
 * Draws the result page of a payment, or the page "not found" for `null`. If the host's own page
 * function fails, returns no usable `Response` or takes longer than 4 s, the built-in page is
 * returned and the failure is reported.
 */
export async function drawResult(
  { context, request_id }: Call,
  presented: PresentedPayment | null,
  page: ResultPage,
): Promise<Response> {
  const { renderHostResult } = context;
  if (renderHostResult === null) return await context.renderResult(presented, page);
  try {
    return await withDeadline(
      context,
      HOST_MS,
      { code: "host_unavailable", message: "it did not return within 4 seconds" },
      async () => await copyResponse(await renderHostResult(presented, page)),
    );
  } catch (error) {
    const why = error instanceof PaymentError ? error.message : "it threw an error";
    const message = `The built-in result page was shown in place of \`result_page.render\`: ${why}.`;
    context.mistakes.report({ level: "error", code: "host_invalid", message });
    if (context.mistakes.mayLog(message, error))
      context.logger.error("the host's result page failed", { request_id: request_id() }, error);
    return await context.renderResult(presented, page);
  }
}

/** The fields that are copied from a `Response` of another class than this runtime's. */
interface AnyResponse {
  status: number;
  headers: Iterable<[string, string]>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Copies the host's response, for two reasons: the headers of `Response.redirect()` and of a
 * `fetch` result cannot be changed, and the response may have another class than this runtime's
 * `Response`. Throws `host_invalid` if the value cannot be sent.
 */
async function copyResponse(value: unknown): Promise<Response> {
  if (!(value instanceof Response) && !isAnyResponse(value))
    throw new PaymentError("host_invalid", "it did not return a Response");
  try {
    const copy =
      value instanceof Response
        ? new Response(value.body, value)
        : new Response(await bodyOf(value), { status: value.status, headers: [...value.headers] });
    // @hono/node-server replaces the global `Response` by a class that checks its arguments only
    // when it is read.
    if (copy.bodyUsed) throw new TypeError("its body was read already");
    return copy;
  } catch (error) {
    throw new PaymentError("host_invalid", "it returned a Response that cannot be sent", {
      cause: error,
    });
  }
}

async function bodyOf(response: AnyResponse): Promise<ArrayBuffer | null> {
  const body = await response.arrayBuffer();
  return body.byteLength === 0 ? null : body;
}

function isAnyResponse(value: unknown): value is AnyResponse {
  const { status, headers, arrayBuffer } = Object(value) as Partial<AnyResponse>;
  return (
    typeof status === "number" &&
    typeof headers?.[Symbol.iterator] === "function" &&
    typeof arrayBuffer === "function"
  );
}
