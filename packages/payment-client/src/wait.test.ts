import { describe, expect, test } from "vitest";
import { BASE } from "../../payment-server/test/world.ts";
import { answered } from "../test/client-bench.ts";
import { waitForTopup } from "./wait.ts";

describe("waitForTopup", () => {
  test("rejects with the reason of the signal, and polls no more", async () => {
    const requests: Request[] = [];
    const controller = new AbortController();
    const client = answered(() => {
      if (requests.length === 3) setTimeout(() => controller.abort(new Error("enough")));
      return Response.json({
        payment_id: "pmt_1",
        status: "pending",
        on_its_way: true,
        retry_after_ms: 1,
      });
    }, requests);
    const waiting = waitForTopup({
      client,
      status_url: `${BASE}/redirect/success?ref=ref_1`,
      signal: controller.signal,
    });
    await expect(waiting).rejects.toThrow("enough");
    // This is longer than the pause before a poll.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(requests).toHaveLength(3);
    await expect(
      waitForTopup({ client, status_url: BASE, signal: AbortSignal.abort(new Error("before")) }),
    ).rejects.toThrow("before");
  });

  test.each([
    [
      { status: "paid", credits: 500 },
      { phase: "applied", credits: 500 },
    ],
    [{ status: "failed" }, { phase: "failed" }],
    [{ status: "canceled" }, { phase: "canceled" }],
    [{ status: "held" }, { phase: "held" }],
  ])("resolves with the end of the payment: %j", async (end, state) => {
    const requests: Request[] = [];
    const client = answered(() => {
      const ended = requests.length > 1;
      return Response.json({
        payment_id: "pmt_1",
        on_its_way: !ended,
        ...(ended ? end : { status: "pending", retry_after_ms: 1 }),
      });
    }, requests);
    const waiting = waitForTopup({ client, status_url: `${BASE}/redirect/success?ref=ref_1` });
    expect(await waiting).toMatchObject({ ...state, payment_id: "pmt_1" });
    expect(requests.at(-1)?.url).toBe(`${BASE}/redirect/success?ref=ref_1`);
  });

  test("resolves with idle if the server has no such payment", async () => {
    const missing = { ok: false, code: "not_found", error: "There is no such payment." };
    const client = answered(() => Response.json(missing, { status: 404 }));
    expect(
      await waitForTopup({ client, status_url: `${BASE}/redirect/success?ref=ref_2` }),
    ).toMatchObject({ phase: "idle" });
  });

  test("resolves when patience ends: confirming, and slow", async () => {
    const client = answered(() =>
      Response.json({
        payment_id: "pmt_1",
        status: "crediting",
        on_its_way: false,
        retry_after_ms: 20,
      }),
    );
    expect(
      await waitForTopup({
        client,
        status_url: `${BASE}/redirect/success?ref=ref_1`,
        patience_ms: 100,
      }),
    ).toMatchObject({ phase: "confirming", slow: true, status: "crediting", payment_id: "pmt_1" });
  });

  test("resolves while a bank is processing the payment, which may take days", async () => {
    const requests: Request[] = [];
    const client = answered(
      () =>
        Response.json({
          payment_id: "pmt_1",
          status: requests.length < 2 ? "pending" : "processing",
          stage: requests.length < 2 ? "on_its_way" : "bank",
          on_its_way: true,
          retry_after_ms: 1,
        }),
      requests,
    );
    const waiting = waitForTopup({ client, status_url: `${BASE}/redirect/success?ref=ref_1` });
    expect(await waiting).toMatchObject({ phase: "confirming", slow: false, stage: "bank" });
  });
});
