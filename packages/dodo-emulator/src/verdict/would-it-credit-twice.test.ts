import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { createHandler, type Omissions } from "../../test/handlers.ts";
import { type HandlerVerdict, wouldItCreditTwice } from "./would-it-credit-twice.ts";

const judge = async (left_out: Omissions): Promise<HandlerVerdict> => {
  const { handle, balance } = createHandler(left_out);
  return await wouldItCreditTwice(handle, { balance });
};
const sentences = ({ twice, lost, unpaid }: HandlerVerdict): Record<string, string[]> => ({
  twice: twice.map(({ sentence }) => sentence),
  lost: lost.map(({ sentence }) => sentence),
  unpaid: unpaid.map(({ sentence }) => sentence),
});

test("a correct handler is sound", async () => {
  const verdict = await judge({});
  expect(sentences(verdict)).toEqual({ twice: [], lost: [], unpaid: [] });
  expect(verdict.sound).toBe(true);
});

test("a correct handler whose balances have decimals is sound", async () => {
  const { handle, balance } = createHandler({});
  const verdict = await wouldItCreditTwice(handle, { balance: () => balance() / 100 + 0.1 });
  expect(sentences(verdict)).toEqual({ twice: [], lost: [], unpaid: [] });
});

test.each([
  [{ once: "never" }, "twice", ["twice at the same time", "again after", "another webhook-id"]],
  [{ once: "by webhook-id" }, "twice", ["another webhook-id"]],
  [
    { once: "by payment id, whatever its status" },
    "lost",
    ["processing first", "a card is declined"],
  ],
  [{ late_failure: true }, "lost", ["a late event"]],
  [{ raw_body: true }, "lost", ["the body has spaces"]],
  [{ strict: true }, "lost", ["fields that are new"]],
  [{ money: "currency" }, "lost", ["another currency"]],
  [{ money: "none" }, "unpaid", ["only a fifth", "another product"]],
  [{ verify: true }, "unpaid", ["another key", "no signature", "changed after it was signed"]],
  [{ status: true }, "unpaid", ["its payment has failed"]],
  [{ refunds: true }, "unpaid", ["was refunded before"]],
] as const)("a handler that leaves out %j has findings: %s", async (left_out, kind, parts) => {
  const verdict = await judge(left_out);
  expect(verdict.sound).toBe(false);
  const { [kind]: found, ...others } = sentences(verdict);
  expect(found).toEqual(parts.map((part) => expect.stringContaining(part)));
  expect(Object.values(others)).toEqual([[], []]);
});

test("a handler that credits nothing is told so, and so is one that throws", async () => {
  const none = await wouldItCreditTwice(() => new Response(), { balance: () => 0 });
  expect(none).toMatchObject({ sound: false, lost: [{ grew: 0 }] });
  const broken = wouldItCreditTwice(
    () => {
      throw new Error("broken");
    },
    { balance: () => 0 },
  );
  expect((await broken).lost[0]?.sentence).toContain("adds nothing to the balance");
});

test.each([
  ["answered 401", () => new Response(null, { status: 401 })],
  ["answered 200", () => new Response()],
  [
    "not answered: Error: no such table",
    () => {
      throw new Error("no such table");
    },
  ],
])("a handler that credits nothing is told that its delivery was %s", async (answer, handler) => {
  const { lost } = await wouldItCreditTwice(handler, { balance: () => 0 });
  expect(lost.map(({ sentence }) => sentence)).toEqual([
    `a plain purchase adds nothing to the balance, so nothing else was tried; its delivery was ${answer}`,
  ]);
});

test("a server is named by the URL of its webhook route", async () => {
  const { handle, balance } = createHandler({ once: "by webhook-id" });
  // By default the listener replaces the global `Response`, also for the tests after this one.
  const listener = getRequestListener(handle, { overrideGlobalObjects: false });
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const verdict = await wouldItCreditTwice(`http://127.0.0.1:${port}/webhook`, { balance });
  expect(sentences(verdict)).toEqual({
    twice: [expect.stringContaining("another webhook-id")],
    lost: [],
    unpaid: [],
  });
});

test("a server that does not listen, and a text that is no URL, are named as that", async () => {
  const shop = { balance: () => 0 };
  const { lost } = await wouldItCreditTwice("http://127.0.0.1:1/webhook", shop);
  expect(lost[0]?.sentence).toContain("its delivery was not answered: TypeError: fetch failed");
  await expect(wouldItCreditTwice("localhost:3000/webhook", shop)).rejects.toThrow(
    "localhost:3000/webhook is not an http or https URL of a webhook route",
  );
});

test("the shop opens its own checkouts, with keys and options of its own", async () => {
  const opened: unknown[] = [];
  const key = "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=";
  const { lost } = await wouldItCreditTwice(createHandler().handle, {
    balance: () => 0,
    emulator: { webhook_key: key },
    open(dodo) {
      opened.push(dodo.webhook_key);
      return dodo.openSession({ metadata: { user_id: "ada" } });
    },
  });
  expect(opened).toEqual([key]);
  expect(lost).toHaveLength(1);
});

test("a balance that falls where nothing was paid is named as that", async () => {
  const { handle, balance } = createHandler();
  let taken = 0;
  const verdict = await wouldItCreditTwice(
    async (request) => {
      const { data } = await request.clone().json();
      if (data.refund_status === "full") taken += 5000;
      return await handle(request);
    },
    { balance: () => balance() - taken },
  );
  expect(sentences(verdict)).toEqual({
    twice: [],
    lost: ["if the payment was refunded before its delivery arrives, the balance falls"],
    unpaid: [],
  });
});
