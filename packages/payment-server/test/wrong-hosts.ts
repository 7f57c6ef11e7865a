/** Runs cases of `hostSuite` on hosts that are wrong in one way each. */
import { expect, test } from "vitest";
import type { HostCase } from "../src/testing/index.ts";
import { answerOf, underTest, type MakeHost } from "./host-shop.ts";

/** A wrong host, with the case that must fail on it and the message of that failure. */
export interface WrongHost {
  name: string;
  caught_by: string;
  host: MakeHost;
  message: RegExp;
}

/** Registers a test for each wrong host, and one that every case catches at least one. */
export function testWrongHosts(wrong: readonly WrongHost[], cases: readonly HostCase[]): void {
  for (const { name, caught_by, host, message } of wrong) {
    test(name, async () => expect(await answerOf(caught_by, underTest(host))).toMatch(message));
  }

  test("every case catches one", () => {
    expect([...new Set(wrong.map(({ caught_by }) => caught_by))]).toEqual(
      cases.map(({ name }) => name),
    );
  });
}
