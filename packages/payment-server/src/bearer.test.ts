import { expect, test } from "vitest";
import { bearerMatches } from "./bearer.ts";

const withHeader = (authorization: string): Request =>
  new Request("http://localhost/", { headers: { authorization } });

test.each(["Bearer s3cret", "bearer s3cret", "BEARER s3cret"])(
  "%s matches its secret",
  (header) => {
    expect(bearerMatches(withHeader(header), "s3cret")).toBe(true);
  },
);

test.each([
  "Bearer s3cre",
  "Bearer s3crets",
  "Bearer S3CRET",
  "Bearer 3secret",
  "Bearer s3cret x",
  "Bearer",
  "Basic s3cret",
  "s3cret",
  "Token Bearer s3cret",
])("%s does not match", (header) => {
  expect(bearerMatches(withHeader(header), "s3cret")).toBe(false);
});

test("a secret that is empty or not set matches nothing, and neither does a request without a token", () => {
  expect(bearerMatches(withHeader("Bearer "), "")).toBe(false);
  expect(bearerMatches(withHeader("Bearer undefined"), undefined)).toBe(false);
  expect(bearerMatches(new Request("http://localhost/"), "s3cret")).toBe(false);
});

test("the bytes are compared, not the code units", () => {
  expect(bearerMatches(withHeader("Bearer \u00e9"), "e")).toBe(false);
});
