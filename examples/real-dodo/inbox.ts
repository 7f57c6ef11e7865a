// Collects the deliveries and the returning buyers that reach this machine, in memory only.
import { Webhook } from "standardwebhooks";
import { at } from "./account.ts";

/** A delivery as it arrived. */
export interface Delivery {
  id: string | null;
  timestamp: string | null;
  type: unknown;
  data: unknown;
  header_names: string[];
  user_agent: string;
  signature: "valid" | "invalid" | "unchecked";
}

/** A buyer's browser that came back. */
export interface Return {
  kind: "return" | "cancel";
  parameters: URLSearchParams;
}

/** Everything that has arrived so far, oldest first. */
export interface Inbox {
  deliveries: readonly Delivery[];
  returns: readonly Return[];
  /** Answers the next `payment.succeeded` with a 500, so that Dodo sends it again. */
  failNext(): void;
  /** Answers a delivery or a browser. */
  fetch(request: Request): Promise<Response>;
}

/** Creates an inbox. Without a key, signatures are not checked. */
export function createInbox(webhook_key: string | null): Inbox {
  const deliveries: Delivery[] = [];
  const returns: Return[] = [];
  let failing = false;
  return {
    deliveries,
    returns,
    failNext() {
      failing = true;
    },
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (request.method === "POST") {
        const delivery = await readDelivery(request, webhook_key);
        deliveries.push(delivery);
        const fails = failing && delivery.type === "payment.succeeded";
        if (fails) failing = false;
        return new Response("{}", { status: fails ? 500 : 200 });
      }
      const kind = ({ "/return": "return", "/cancel": "cancel" } as const)[pathname];
      if (kind === undefined) return new Response("not found", { status: 404 });
      returns.push({ kind, parameters: searchParams });
      return new Response("Noted. Close this tab and go back to the terminal.");
    },
  };
}

async function readDelivery(request: Request, key: string | null): Promise<Delivery> {
  const text = await request.text();
  const body = parse(text);
  const { headers } = request;
  return {
    id: headers.get("webhook-id"),
    timestamp: headers.get("webhook-timestamp"),
    type: at(body, "type"),
    data: at(body, "data"),
    header_names: [...headers.keys()],
    user_agent: headers.get("user-agent") ?? "",
    signature: key === null ? "unchecked" : signatureOf(text, headers, key),
  };
}

function signatureOf(text: string, headers: Headers, key: string): "valid" | "invalid" {
  try {
    const seconds = Number(headers.get("webhook-timestamp"));
    // The age of a delivery is not checked: a person may have waited before the run went on.
    const signed = new Webhook(key).sign(
      headers.get("webhook-id") ?? "",
      new Date(seconds * 1000),
      text,
    );
    const given = (headers.get("webhook-signature") ?? "").split(" ");
    return given.includes(signed) ? "valid" : "invalid";
  } catch {
    return "invalid";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
