import { describe, expect, test } from "vitest";
import { createBench } from "../../test/bench.ts";
import { banner, deliveryLine, usage } from "./banner.ts";

/** A stream that shows colours, or none. */
const stream = (colours: boolean): NodeJS.WriteStream =>
  Object.assign(Object.create(process.stdout), {
    isTTY: colours,
    hasColors: () => colours,
    getColorDepth: () => (colours ? 8 : 1),
  });
const plain = stream(false);

describe("the banner", () => {
  test("names the page, the webhook, and every variable as a `.env` file has it", () => {
    const { dodo } = createBench({ products: [{ product_id: "pdt_mine" }] });
    expect(banner(dodo, plain).split("\n")).toEqual([
      "",
      "  Dodo emulator test mode: no real money",
      "",
      "  page     http://dodo.localhost/",
      "  webhook  http://shop.test/webhook",
      "",
      "  DODO_PAYMENTS_API_KEY=dodo_test_emulator",
      "  DODO_PRODUCT_ID=pdt_mine",
      `  DODO_WEBHOOK_KEY=${dodo.webhook_key}`,
      "  DODO_ENVIRONMENT=test_mode",
      "  DODO_API_BASE_URL=http://dodo.localhost",
      "",
    ]);
  });

  test("explains where to set the webhook if there is none", () => {
    const { dodo } = createBench();
    dodo.webhook_url = null;
    expect(banner(dodo, plain)).toContain("webhook  nowhere yet: --webhook <url>, or on the page");
  });

  test("names all keys of a rotation", () => {
    const keys = [
      "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LTAwMDE=",
      "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xkLTAwMDE=",
    ];
    expect(banner(createBench({ webhook_key: keys }).dodo, plain)).toContain(
      `DODO_WEBHOOK_KEY=${keys.join(" ")}`,
    );
  });
});

describe("the line of a delivery", () => {
  const attempt = {
    delivery_id: "dlv_1",
    webhook_id: "msg_1",
    type: "payment.succeeded",
    body: "thanks",
  };
  test.each([
    [200, "200"],
    [204, "204"],
    [301, "301"],
    [401, "401"],
    [500, "500"],
    [null, "no answer (thanks)"],
  ])("with the status %s ends with %s", (status, end) => {
    expect(deliveryLine({ ...attempt, status }, plain)).toBe(
      `  webhook  payment.succeeded msg_1 → ${end}`,
    );
  });

  test("has no colours where the stream has none", () => {
    expect(deliveryLine({ ...attempt, status: 200 }, plain)).not.toContain("\u001B");
  });
});

test("the help fits a terminal of 100 columns, and has both ways to start", () => {
  for (const line of usage.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  expect(usage).toContain("dodo-emulator [flags] ");
  expect(usage).toContain("dodo-emulator [flags] -- <command>");
});
