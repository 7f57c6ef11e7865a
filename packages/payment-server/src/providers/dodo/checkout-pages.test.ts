/** Which checkout pages are accepted: buyers are sent there, so only allowed hosts count. */
import { describe, expect, test } from "vitest";
import {
  answer,
  expectOneFailure,
  FOREIGN,
  NO_PAGE,
  page,
  UNWANTED_PAGE,
  type Api,
  type Failure,
} from "../../../test/failed-checkout.ts";
import { createWorld, STORAGES } from "../../../test/world.ts";

const FAILURES: [name: string, api: Api, failure: Failure][] = [
  ["no session", answer({ session_id: undefined }), NO_PAGE],
  ["an empty session", answer({ session_id: "" }), NO_PAGE],
  ["no page", answer({ checkout_url: undefined }), NO_PAGE],
  ["null for a page", answer({ checkout_url: null }), NO_PAGE],
  ["a page that is no address", answer({ checkout_url: FOREIGN }), NO_PAGE],
  ["a page elsewhere", page("https://canary.example/session/cks_1"), UNWANTED_PAGE],
  [
    "a page on the live host",
    page("https://checkout.dodopayments.com/session/cks_1"),
    UNWANTED_PAGE,
  ],
  [
    "a page on a host that resembles Dodo's",
    page("https://test.checkout.dodopayments.com.canary.example/"),
    UNWANTED_PAGE,
  ],
  [
    "a page behind a name",
    page("https://test.checkout.dodopayments.com@canary.example/"),
    UNWANTED_PAGE,
  ],
  ["a page with a name", page("https://canary@test.checkout.dodopayments.com/"), UNWANTED_PAGE],
  ["a page on another port", page("https://test.checkout.dodopayments.com:8443/"), UNWANTED_PAGE],
  [
    "an unencrypted page",
    page("http://test.checkout.dodopayments.com/session/cks_1"),
    UNWANTED_PAGE,
  ],
  ["a script for a page", page("javascript:canary()"), UNWANTED_PAGE],
];

describe.each(STORAGES)("on %s", (storage) => {
  describe.each(FAILURES)("[A03] [A04] [X12] Dodo answers with %s", (_, api, failure) => {
    test("one request, a code and a sentence, no secret; the topup is usable at once", async () =>
      await expectOneFailure(storage, api, failure));
  });

  test("[A03] the host's own checkout domain is a page when it is named", async () => {
    await using world = await createWorld({
      storage,
      provider: { checkout_hosts: ["pay.shop.example"] },
    });
    Object.assign(world.dodo.faults.api, page("https://pay.shop.example/session/cks_1"));
    expect(await world.create(world.host.addTopup().topup_id)).toMatchObject({
      checkout_url: "https://pay.shop.example/session/cks_1",
    });
  });
});
