// The part of Dodo's API that creating a checkout calls, in a process of its own, so that its time
// is not counted. `node dodo-stub.ts` prints the port that it listens on.
import { createServer } from "node:http";

const PRODUCT = {
  product_id: "pdt_topup",
  business_id: "bus_bench",
  is_recurring: false,
  price: {
    type: "one_time_price",
    currency: "USD",
    price: 50,
    pay_what_you_want: true,
    tax_inclusive: false,
    discount: 0,
    purchasing_power_parity: false,
  },
};

// The process exits when the benchmark does.
process.stdin.on("end", () => process.exit()).resume();

const server = createServer((request, response) => {
  request.resume().once("end", () => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const found = answerTo(pathname);
    response.writeHead(found === null ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? { code: "NOT_FOUND", message: "There is none." }));
  });
});

function answerTo(pathname: string): object | null {
  if (pathname === "/checkouts") return newSession();
  return pathname.startsWith("/products/") ? PRODUCT : null;
}

function newSession(): object {
  const session_id = `cks_${crypto.randomUUID().replaceAll("-", "")}`;
  return {
    session_id,
    checkout_url: `https://test.checkout.dodopayments.com/session/${session_id}`,
  };
}

// A connection must outlive a row in which nothing is created, or its next request fails.
server.keepAliveTimeout = 3_600_000;
server.listen(0, "127.0.0.1", () => console.log(Object(server.address()).port));
