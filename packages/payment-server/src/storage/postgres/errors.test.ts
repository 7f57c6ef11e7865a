import { describe, expect, test } from "vitest";
import { PaymentError } from "../../errors.ts";
import { isCanceled, isConflict, isConnectionLost, unavailable } from "./errors.ts";

/** An error as `pg` throws it, with a code or without one. */
function failure(code?: unknown, message = "secret text of the server"): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

const messageFor = (code?: unknown): string => unavailable(failure(code)).message;

describe("a conflict with another transaction", () => {
  test.each(["40001", "40P01", "55P03", "23505"])("is %s", (code) => {
    expect(isConflict(failure(code))).toBe(true);
  });

  test.each(["23503", "23514", "40002", "57014", "ECONNRESET", "", undefined, 40001])(
    "is not %s",
    (code) => {
      expect(isConflict(failure(code))).toBe(false);
    },
  );

  test("is not a value without the shape of an error", () => {
    expect([isConflict("40001"), isConflict({ code: "40001" }), isConflict(null)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

test("only a statement that the server has canceled is one", () => {
  expect(["57014", "57P01", "40001"].map((code) => isCanceled(failure(code)))).toEqual([
    true,
    false,
    false,
  ]);
});

describe("a connection is lost", () => {
  test.each([
    "08000",
    "08006",
    "57P01",
    "57P02",
    "57P03",
    "ECONNRESET",
    "EPIPE",
    "CONNECTION_CLOSED",
  ])("with the code %s", (code) => {
    expect(isConnectionLost(failure(code))).toBe(true);
  });

  test.each([
    "Connection terminated unexpectedly",
    "the connection is closed",
    "Client has encountered a connection error and is not queryable",
  ])("with the message %j", (message) => {
    expect(isConnectionLost(failure(undefined, message))).toBe(true);
  });

  test.each(["57014", "40001", "ECONNREFUSED", "XECONNRESET", "EPIPES", "42P01"])(
    "but not with the code %s",
    (code) => {
      expect(isConnectionLost(failure(code))).toBe(false);
    },
  );

  test.each(["Connection terminated", { message: "Connection terminated" }, null, undefined])(
    "but not by %j, which is no error",
    (thrown) => {
      expect(isConnectionLost(thrown)).toBe(false);
    },
  );
});

describe("an error becomes storage_unavailable", () => {
  test("with its cause, and with a pause before the next try", () => {
    const cause = failure("53100");
    const error = unavailable(cause);
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({ code: "storage_unavailable", retry_after_ms: 5_000, cause });
    expect(error.message).toBe("The database's disk is full.");
  });

  test("unless it is an error of ours, which stays as it is", () => {
    const own = new PaymentError("configuration", "ours");
    expect(unavailable(own)).toBe(own);
  });

  test.each([
    ["40001", "The database is busy; try again in a few seconds."],
    ["28P01", "refuses the password"],
    ["28000", "refuses this user"],
    ["3D000", "no such database"],
    ["3F000", "no such schema"],
    ["42501", "may not do this"],
    ["42P01", "A table is missing"],
    ["42P05", "set `prepare: false`"],
    ["26000", "set `prepare: false`"],
    ["22021", "cannot store a text"],
    ["22P05", "cannot store a text"],
    ["25P02", "did not throw"],
    ["25P04", "`transaction_timeout`"],
    ["25006", "is read-only"],
    ["53300", "takes no more connections: lower `max_connections`"],
    ["57014", "`statement_timeout`"],
    // Whole classes of codes.
    ["22003", "cannot store a value: it is not one that the column can hold"],
    ["23514", "a constraint does not hold"],
    ["54000", "it is too long"],
    ["58030", "a problem with its own files"],
    ["XX002", "a problem with its own files"],
  ])("whose message for %s says: %s", (code, sentence) => {
    expect(messageFor(code)).toContain(sentence);
  });

  test.each([
    "08006",
    "57P01",
    "ECONNREFUSED",
    "ENOTFOUND",
    "EPIPE",
    "XX_NET",
    "23",
    "",
    undefined,
  ])("that says what to check if the server is out of reach (%s)", (code) => {
    expect(messageFor(code)).toBe(
      "PostgreSQL cannot be used: check its address, that it runs, and that it takes more connections.",
    );
  });

  test.each(["42601", "0A000", "F0000", "HV000", "P0001"])(
    "that names a SQLSTATE nobody can explain (%s)",
    (code) => {
      expect(messageFor(code)).toContain(`(SQLSTATE ${code})`);
    },
  );

  test("and never with the text of the server", () => {
    for (const code of ["42601", "40001", "08006", "23514", undefined])
      expect(messageFor(code)).not.toContain("secret");
  });
});
