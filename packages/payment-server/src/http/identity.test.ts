import { describe, expect, test } from "vitest";
import { isTokenError, isUserId, wrongIdentity } from "./identity.ts";

describe("an identity is right", () => {
  test.each([
    null,
    {},
    { user_id: "ada" },
    { user_id: "ada", email: "ada@example.com" },
    { user_id: undefined },
    { user_id: null },
    { admin: true },
    { admin: true, email: "ada@example.com" },
    { admin: false, user_id: "ada" },
    { admin: null },
  ])("%j", (identity) => {
    expect(wrongIdentity(identity)).toBeNull();
  });
});

describe("an identity is wrong, which is said without its values:", () => {
  test.each<[unknown, string]>([
    ["ada", "a string"],
    ["", "an empty string"],
    [7, "a number"],
    [true, "true"],
    [["ada"], "a list"],
    [() => "ada", "a function"],
    [{ user_id: 7 }, "an identity whose `user_id` is a number"],
    [{ user_id: "" }, "an identity whose `user_id` is an empty string"],
    [{ user_id: ["ada"] }, "an identity whose `user_id` is a list"],
    [
      { user_id: "ada", admin: "yes" },
      "an identity whose `admin` is a string, which does not make an administrator",
    ],
    [{ admin: 1 }, "an identity whose `admin` is a number, which does not make an administrator"],
    [{ id: "ada" }, "an object without `user_id` (it has id)"],
    [{ admin: false, sub: "ada", email: "x" }, "an object without `user_id` (it has sub, email)"],
    [{ "ada@example.com": 1 }, "an object without `user_id`"],
    [{ "ada@example.com": 1, sub: 2 }, "an object without `user_id` (it has sub)"],
  ])("%j is %s", (identity, said) => {
    expect(wrongIdentity(identity)).toBe(said);
  });

  test("at most ten names are listed, and none of more than 40 letters", () => {
    const names = Array.from({ length: 12 }, (_, at) => `field_${"abcdefghijkl".charAt(at)}`);
    const identity = Object.fromEntries(["x".repeat(41), ...names].map((name) => [name, 1]));
    expect(wrongIdentity(identity)).toBe(
      `an object without \`user_id\` (it has ${names.slice(0, 10).join(", ")})`,
    );
  });
});

test("the id of a user is a text that is not empty", () => {
  expect(["ada", " ", "", 7, null, undefined, {}].map(isUserId)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe("an error says that a token is not valid", () => {
  test.each([
    { status: 401 },
    { statusCode: 401 },
    { name: "JsonWebTokenError", message: "jwt malformed" },
    { name: "TokenExpiredError" },
    { name: "NotBeforeError" },
    { code: "ERR_JWT_EXPIRED" },
    { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" },
    { code: "ERR_JWE_INVALID" },
    { code: "ERR_JOSE_ALG_NOT_ALLOWED" },
  ])("%j", (fields) => {
    expect(isTokenError(Object.assign(new Error("no"), fields))).toBe(true);
  });

  test.each([
    { status: 500 },
    { status: "401" },
    { name: "JsonWebTokenError", message: "secret or public key must be provided" },
    {
      name: "JsonWebTokenError",
      message: "error in secret or public key callback: connect ECONNREFUSED",
    },
    { code: "ERR_JWKS_TIMEOUT" },
    { code: "ERR_JWKS_NO_MATCHING_KEY" },
    { code: "ERR_JOSE_NOT_SUPPORTED" },
    { code: "ECONNREFUSED" },
    { code: 401 },
    { code: ["ERR_JWT_EXPIRED"] },
    {},
  ])("but not %j, which is a fault of the server", (fields) => {
    expect(isTokenError(Object.assign(new Error("no"), fields))).toBe(false);
  });

  test.each([null, undefined, "401", 401])("nor a thrown %j", (thrown) => {
    expect(isTokenError(thrown)).toBe(false);
  });
});
