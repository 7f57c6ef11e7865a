import { describe, expect, test } from "vitest";
import { PaymentError } from "../errors.ts";
import { errorReply, json } from "./reply.ts";

test("an answer is JSON that nobody may keep or read as anything else", async () => {
  const answer = json({ items: [], note: "é" });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toEqual({
    "cache-control": "no-store",
    "content-type": "application/json; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  expect(await answer.text()).toBe('{"items":[],"note":"é"}');
});

describe("an error is answered", () => {
  test("with its sentence, its code, the id of the request and its details", async () => {
    const error = new PaymentError("release_refused", "It is not held.", {
      details: { topup: { credits: 5 } },
      cause: new Error("secret"),
    });
    const answer = errorReply(error, "req_1", undefined, "https://shop.example/status");
    expect([answer.status, answer.headers.get("x-request-id")]).toEqual([error.status, "req_1"]);
    expect(await answer.json()).toEqual({
      error: "It is not held.",
      code: "release_refused",
      request_id: "req_1",
      status_url: "https://shop.example/status",
      topup: { credits: 5 },
    });
  });

  test("without the address of a status that there is none of", async () => {
    const error = new PaymentError("not_found", "There is nothing here.");
    expect(await errorReply(error, "req_1").json()).not.toHaveProperty("status_url");
  });

  test("with another status than its own where one is given", () => {
    expect(errorReply(new PaymentError("internal", "No."), "req_1", 503).status).toBe(503);
  });
});

describe("the pause before the next try", () => {
  const pause = (retry_after_ms: number | undefined, status?: number): string | null => {
    const options = retry_after_ms === undefined ? {} : { retry_after_ms };
    const error = new PaymentError("busy", "Try again.", options);
    return errorReply(error, "req_1", status ?? 409).headers.get("retry-after");
  };

  test.each([
    [5_000, "5"],
    [5_001, "6"],
    [1_000, "1"],
    [1, "1"],
    [0, "1"],
  ])("of %i ms is %s seconds", (ms, seconds) => {
    expect(pause(ms)).toBe(seconds);
  });

  test("is five seconds if a 503 has none, and none for any other answer", () => {
    expect([pause(undefined, 503), pause(undefined, 409), pause(undefined, 500)]).toEqual([
      "5",
      null,
      null,
    ]);
    expect(pause(20_000, 503)).toBe("20");
  });
});
