import { describe, expect, test } from "vitest";
import { watchConsole } from "../test/canaries.ts";
import { createWorld } from "../test/world.ts";
import { consoleLogger } from "./index.ts";

const printed = watchConsole();

describe("the log", () => {
  const HOSTILE =
    "a\r\nfake line\u001b[31mred\u001b]0;title\u0007\u0000\u0008\u007f\u009b31m\u2028b\u2029";
  const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

  test("[W10] CR, LF and ANSI in a value become one escaped line", () => {
    for (const level of ["info", "warn", "error"] as const)
      consoleLogger[level]("a message", { value: HOSTILE, other: 1, none: null });
    expect(printed).toHaveLength(3);
    for (const line of printed) {
      expect(line).not.toMatch(CONTROL);
      expect(line).toContain(
        String.raw`value="a\r\nfake line\u001b[31mred\u001b]0;title\u0007\u0000\b\u007f\u009b31m\u2028b\u2029" other=1 none=null`,
      );
    }
  });

  test("[W10] an error of the host with CR, LF and ANSI in its text, name and stack is one line", async () => {
    await using world = await createWorld({ service: { logger: consoleLogger } });
    const checkout = await world.create(world.host.addTopup().topup_id);
    await world.dodo.pay(checkout.provider_session_id);
    const error = Object.assign(new Error(`${HOSTILE}\n    at ${HOSTILE}`), { name: HOSTILE });
    world.host.before = () => Promise.reject(error);
    await world.dodo.deliver();
    expect(printed.filter((line) => line.includes("] finishTopup() failed"))).toEqual([
      expect.stringMatching(/ cause="Error" place="at .+:\d+:\d+\)?"$/),
    ]);
    for (const line of printed) expect(line).not.toMatch(CONTROL);
    expect(printed.join()).not.toContain("fake line");
  });

  test.each([
    [{ code: "42P01" }, 'cause_code="42P01"'],
    [{ code: "ECONNREFUSED" }, 'cause_code="ECONNREFUSED"'],
    [{ code: "ERR_SQLITE_ERROR", errcode: 1 }, 'cause_code="ERR_SQLITE_ERROR 1"'],
  ])("[W11] an error is logged with the code of its driver: %j", (fields, shown) => {
    consoleLogger.error("failed", {}, Object.assign(new Error("SECRET"), fields));
    expect(printed.join()).toContain(shown);
    expect(printed.join()).not.toContain("SECRET");
  });

  test.each([
    ["at finishTopup (file:///app/shop.js:7:3)", ["node:sqlite:1:2", "/app/node_modules/d.js:1:2"]],
    ["at new Driver (/app/node_modules/d.js:1:2)", []],
    [null, null],
  ])(
    "[W11] the place of an error is the application's line, or else the first: %s",
    (place, inner) => {
      const frames = inner === null ? [] : [...inner.map((at) => `at run (${at})`), place];
      const stack = ["Error: x", ...frames].join("\n    ");
      consoleLogger.error("failed", {}, Object.assign(new Error("x"), { stack }));
      expect(printed).toEqual([`[payment] failed cause="Error" place=${JSON.stringify(place)}`]);
    },
  );

  test.each(["ada@example.com", "of Ada", 7, {}])(
    "[W11] but not with a code that may be anything: %j",
    (code) => {
      consoleLogger.error("failed", {}, Object.assign(new Error("x"), { code }));
      expect(printed.join()).not.toContain("cause_code");
    },
  );
});
