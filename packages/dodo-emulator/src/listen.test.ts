import { execFile } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import DodoPayments, { APIConnectionError } from "dodopayments";
import { expect, test } from "vitest";
import { createDodoEmulator } from "./emulator.ts";
import { openSession } from "../test/bench.ts";
import { listen } from "./listen.ts";

test("listen serves API and page on a free port, and the links it gives out lead there", async () => {
  await using dodo = createDodoEmulator();
  expect(dodo.url).toBe("http://dodo.localhost");
  const { url } = await dodo.listen();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(dodo.url).toBe(url);
  expect(dodo.env).toMatchObject({ DODO_API_BASE_URL: url });
  const sdk = new DodoPayments({ bearerToken: dodo.api_key, baseURL: url, maxRetries: 0 });
  const { checkout_url } = await sdk.checkoutSessions.create({
    product_cart: [{ product_id: "pdt_topup", quantity: 1, amount: 500 }],
  });
  const page = await fetch(checkout_url ?? "");
  expect(await page.text()).toContain("5.00 USD");
  const paid = await fetch(`${checkout_url}/pay`, {
    method: "POST",
    body: new URLSearchParams({ result: "succeeded" }),
  });
  expect(paid.status).toBe(200);
  expect((await sdk.payments.list()).items).toMatchObject([
    { status: "succeeded", total_amount: 500 },
  ]);
});

test("over a socket a dropped connection is destroyed after the work", async () => {
  await using dodo = createDodoEmulator();
  const { url } = await dodo.listen();
  const sdk = new DodoPayments({ bearerToken: dodo.api_key, baseURL: url, maxRetries: 0 });
  dodo.faults.api.drop_after_commit = 1;
  await expect(openSession(sdk)).rejects.toBeInstanceOf(APIConnectionError);
  expect(dodo.requests).toMatchObject([{ path: "/checkouts", status: null }]);
  await expect(openSession(sdk)).resolves.toMatch(/^cks_/);
});

test("close stops listening and breaks requests that hang", async () => {
  const dodo = createDodoEmulator();
  const { url } = await dodo.listen();
  dodo.faults.api.hang = 1;
  const hanging = fetch(`${url}/payments`).then(String, () => "broken");
  while (dodo.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await dodo.close();
  expect(await hanging).toBe("broken");
  await expect(fetch(`${url}/payments`)).rejects.toThrow();
  await dodo.close();
});

test("close does not wait for a caller that never finishes its request", async () => {
  const dodo = createDodoEmulator();
  const { url } = await dodo.listen();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await new Promise((resolve) =>
    socket.write("POST /checkouts HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{", resolve),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  const ended = Promise.race([
    dodo.close().then(() => "closed"),
    new Promise((resolve) => setTimeout(resolve, 1000, "waiting")),
  ]);
  expect(await ended).toBe("closed");
});

test("a taken port is an error, not a hang", async () => {
  await using first = createDodoEmulator();
  const { url } = await first.listen();
  await using second = createDodoEmulator();
  await expect(second.listen({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
});

test("deliveries go over the network, and a redirect is a failure that is not followed", async () => {
  const asked: string[] = [];
  const receive = async (request: Request): Promise<Response> => {
    asked.push(new URL(request.url).pathname);
    return new Response(await request.text(), { status: 307, headers: { location: "/elsewhere" } });
  };
  const { url, close } = await listen(receive, 0, "127.0.0.1");
  await using dodo = createDodoEmulator({ delivery: "manual", webhook_url: `${url}/webhook` });
  dodo.emit("payment.succeeded", { a: 1 });
  expect(await dodo.deliver()).toMatchObject([
    { status: 307, body: expect.stringContaining('{"a":1}') },
  ]);
  expect(dodo.deliveries[0]?.state).toBe("waiting");
  expect(asked).toEqual(["/webhook"]);
  await close();
});

test("a process ends by itself with retries pending, and after close() with a server", async () => {
  const entry = JSON.stringify(new URL("./index.ts", import.meta.url).href);
  const script = `
    const { createDodoEmulator } = await import(${entry});
    const refuse = async () => new Response(null, { status: 500 });
    const dodo = createDodoEmulator({ webhook_url: "http://shop.test/", fetch: refuse });
    dodo.emit("payment.succeeded", {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    const served = createDodoEmulator();
    const { url } = await served.listen();
    await (await fetch(url + "/payments")).text();
    await served.close();
    process.on("exit", () => console.log(dodo.deliveries[0].state, dodo.deliveries[0].attempts.length));`;
  // A retry that kept the process would come after five seconds, and the next one after five minutes.
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    timeout: 120_000,
  });
  expect((await run).stdout.trim()).toBe("waiting 1");
});
