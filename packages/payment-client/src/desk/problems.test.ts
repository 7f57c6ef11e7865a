import { describe, expect, test } from "vitest";
import { failure } from "../../test/scripted-client.ts";
import { PaymentClientError } from "../errors.ts";
import { problemOf } from "./problems.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";

describe("an error is told as", () => {
  test.each([
    ["unauthorized", failure("unauthorized", 401), "unauthorized"],
    ["401 of a proxy", failure("invalid_answer", 401), "unauthorized"],
    ["no connection", failure("network"), "network"],
    [
      "404 of the server, which is what somebody gets who is no administrator",
      failure("not_found", 404),
      "not_found",
    ],
    ["404 of another server at this address", failure("invalid_answer", 404), "not_found"],
    ["a page in place of an answer", failure("invalid_answer", 200), "other"],
    ["a server that is set up wrongly", failure("configuration", 500), "configuration"],
    ["an application that answers nonsense", failure("host_invalid", 500), "configuration"],
    ["a key that Dodo refuses", failure("provider_rejected", 502), "configuration"],
    ["a storage that is away", failure("storage_unavailable", 503), "other"],
    ["a payment that is not there", failure("payment_not_found", 404), "other"],
    ["a code of a newer server", failure("a_new_code", 422), "other"],
  ] as const)("%s", (_, error, name) => {
    for (const words of [en, de]) {
      const { title, fix, code } = problemOf(error, words);
      expect([title, fix, code]).toEqual([
        words.problems[name].title,
        words.problems[name].fix,
        error.code,
      ]);
    }
  });
});

describe("the sentence of the server", () => {
  test("is shown, since it names the fix", () => {
    const error = new PaymentClientError("configuration", { status: 500 }, "Set `base_url`.");
    expect(problemOf(error, en).detail).toBe("Set `base_url`.");
  });

  test.each(["network", "unauthorized", "unavailable"])(
    "is not shown for %s, which this package says itself",
    (code) => {
      expect(problemOf(new PaymentClientError(code), en).detail).toBeNull();
      expect(problemOf(failure(code), en).detail).toBeNull();
    },
  );

  test("is not shown if there was none", () => {
    expect(problemOf(new PaymentClientError("invalid_answer"), en).detail).toBeNull();
  });

  test("never is the cause, which may have been written by anybody", () => {
    const cause = new Error("postgres://user:secret@db");
    const told = problemOf(
      new PaymentClientError("internal", { status: 500, cause }, "Failed."),
      en,
    );
    expect(JSON.stringify(told)).not.toContain("secret");
  });
});
