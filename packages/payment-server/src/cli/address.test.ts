import { describe, expect, test } from "vitest";
import { printableAddress } from "./address.ts";
import { UsageError } from "./usage-error.ts";

test.each([
  ["postgres://ada:s3cret@db.example:5433/shop", "postgres://ada@db.example:5433/shop"],
  ["postgresql://ada:s3cret@db.example/shop", "postgresql://ada@db.example/shop"],
  ["postgres://db.example/shop", "postgres://db.example/shop"],
  ["postgres://:s3cret@db.example/shop", "postgres://db.example/shop"],
  ["postgres://ada:s3%2Fcret@[::1]:5432/shop", "postgres://ada@[::1]:5432/shop"],
  [
    "postgres://ada@db.example/shop?password=s3cret&sslmode=require",
    "postgres://ada@db.example/shop",
  ],
  ["postgres://ada@db.example/shop#s3cret", "postgres://ada@db.example/shop"],
  ["postgres://ada@db.example", "postgres://ada@db.example"],
])("%s is printed as %s", (url, printed) => {
  expect(printableAddress(url, "DATABASE_URL")).toBe(printed);
});

describe("an address is refused", () => {
  test.each([
    "mysql://ada:s3cret@db/shop",
    "https://s3cret@db",
    "db.example/s3cret",
    "",
    "postgres",
  ])("as no URL of PostgreSQL: %s", (url) => {
    const print = (): unknown => printableAddress(url, "--postgres");
    expect(print).toThrow(UsageError);
    expect(print).toThrow(
      "--postgres must be a URL such as postgres://user:password@host/database",
    );
    expect(print).not.toThrow(/s3cret/);
  });

  test.each([
    "postgres://ada:12/s3cret@db.example/shop",
    "postgres://ada:12?s3cret@db.example/shop",
    "postgres://ada:12#s3cret@db.example/shop",
  ])("if a part of its password would be printed: %s", (url) => {
    const print = (): unknown => printableAddress(url, "DATABASE_URL");
    expect(print).toThrow(UsageError);
    expect(print).toThrow("DATABASE_URL has an @ behind its host: percent-encode the special");
    expect(print).not.toThrow(/s3cret/);
  });
});
