/** The commands that call a server, against a real one. */
import { describe, expect, test } from "vitest";
import { expectSentence, runCommand } from "../../../test/command.ts";
import { everyKind } from "../../../test/drifts.ts";
import { serve, type HttpServer } from "../../../test/http-server.ts";
import { HOUR, open, underpaid } from "../../../test/scenes.ts";
import { sampleEvent } from "../../testing/storage/records.ts";
import { createWorld, type World } from "../../../test/world.ts";
import { COMMANDS } from "../commands.ts";

interface Shop extends AsyncDisposable {
  world: World;
  server: HttpServer;
  /** Runs a command in this process; returns its exit code and what it has printed. */
  run(...args: string[]): Promise<[number, string]>;
}

async function openShop(): Promise<Shop> {
  const world = await createWorld();
  const server = await serve(world.payment.fetch);
  const url = `${server.url}/v1/payment/`;
  return {
    world,
    server,
    async run(name = "", ...args) {
      const lines: string[] = [];
      const flags = ["--url", url, "--token", "admin"];
      const code = await COMMANDS.get(name)?.run(
        [...args, ...flags],
        (text) => void lines.push(text),
      );
      return [code ?? -1, lines.join("\n")];
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await world.close();
    },
  };
}

describe("an operator's day on the command line:", () => {
  test("check finds what is held, held says why, release ends it, audit tells the story", async () => {
    await using shop = await openShop();
    const { payment_id, topup } = await underpaid(shop.world);
    const [code, found] = await shop.run("check");
    expect(found).toMatch(
      /^warning +held\n {9}1 held .+\n {9}https:\/\/x\.github\.io\/payment-kit\/codes\/held\/$/m,
    );
    expect([code, found]).toEqual([0, expect.stringMatching(/warning {2}held\n.*1 underpaid/)]);
    expect(found).toContain("No error, 1 warning: payment-server explain CODE");
    const [, held] = await shop.run("held");
    expect(held).toContain(`${payment_id}  underpaid  $40.00 of $50.00`);
    expect(held).toContain("Less has arrived, net of tax, than the topup costs.");
    expect(held).toContain(`payment-server release ${payment_id} --decision`);
    const note = ["--note", "the buyer paid the rest in cash"];
    expect(await shop.run("release", payment_id, "--decision", "credit", ...note)).toEqual([
      0,
      `${payment_id} is paid now.`,
    ]);
    expect(await shop.run("release", payment_id, "--decision", "credit", ...note)).toEqual([
      0,
      `${payment_id} was paid already; finishTopup() was not called.`,
    ]);
    expect(shop.world.host.balance("ada")).toBe(topup.credits);
    expect(await shop.run("held")).toEqual([0, "Nothing needs a person."]);
    const [, audit] = await shop.run("audit", payment_id);
    expect(audit).toMatch(/webhook \w+ {2}pending → held\n/);
    expect(audit).toContain('"the buyer paid the rest in cash"');
    const [, table] = await shop.run("payments", "--status", "paid");
    expect(table.split("\n")).toHaveLength(2);
    expect(table).toMatch(/\$50\.00 +\$40\.00 +–/);
  });

  test("held and audit say how much of a held payment was refunded", async () => {
    await using shop = await openShop();
    const { payment_id, provider_payment_id } = await underpaid(shop.world);
    await shop.world.dodo.refund(provider_payment_id, { amount: 1_500 });
    await shop.world.dodo.deliver();
    const [, held] = await shop.run("held");
    expect(held).toContain(`${payment_id}  underpaid  $40.00 of $50.00, $15.00 refunded  since`);
    const [, audit] = await shop.run("audit", payment_id);
    expect(audit).toContain("$50.00 asked, $40.00 received, $15.00 refunded");
  });

  test("held lists all of them, the oldest first, and no id is a command to the terminal", async () => {
    await using shop = await openShop();
    const { payment_id } = await underpaid(shop.world);
    const { storage } = shop.world;
    const row = (await storage.readPayment(payment_id)) ?? expect.fail();
    const [audit = expect.fail()] = await storage.listAudit(payment_id);
    for (let at = 1; at <= 204; at += 1) {
      const other = {
        ...row,
        payment_id: `pmt_${at}`,
        topup_id: `tu_held${at}\u001b[2J`,
        user_id: "eve\u009b31m",
        ref: `ref_${at}`,
        provider_session_id: `cks_${at}`,
        provider_payment_id: `pay_${at}`,
        created_at: row.created_at + at,
      };
      await storage.insertPayment(other, { ...audit, payment_id: other.payment_id });
    }
    const [, text] = await shop.run("held");
    expect(text.split("\n\n")).toHaveLength(205);
    expect(text.startsWith(payment_id)).toBe(true);
    expect(text).toContain("topup tu_held1?[2J of user eve?31m");
    const [, history] = await shop.run("audit", "pmt_7");
    const [, exact] = await shop.run("held", "--json");
    expect(text + history).not.toMatch(/[\u001b\u009b]/);
    expect(JSON.parse(exact).payments[0].user_id).toBe("eve\u009b31m");
  });

  test("a changed topup is shown with both values, and credited as it was seen", async () => {
    await using shop = await openShop();
    const { payment_id, topup } = await underpaid(shop.world);
    shop.world.host.topups.set(topup.topup_id, { ...topup, credits: 700, usd_cents: 7_000 });
    const release = ["release", payment_id, "--decision", "credit", "--note", "seen"];
    await expect(shop.run(...release)).rejects.toThrow(
      /paid for: {2}--usd-cents 5000 --credits 500 --user-id ada\n {2}topup now: --usd-cents 7000 --credits 700 --user-id ada\n/,
    );
    const seen = ["--usd-cents", "7000", "--credits", "700", "--user-id", "ada"];
    expect((await shop.run(...release, ...seen))[0]).toBe(0);
    expect(shop.world.host.balance("ada")).toBe(700);
  });

  test("reconcile works off more payments than one request, and says what it has done", async () => {
    await using shop = await openShop();
    for (let index = 0; index < 120; index += 1) {
      const { session_id } = await open(shop.world);
      await shop.world.dodo.pay(session_id, { silent: true });
    }
    shop.world.clock.advance(HOUR);
    const [code, said] = await shop.run("reconcile", "--limit", "10000");
    expect([code, said]).toEqual([0, expect.stringMatching(/ 120 credited, 0 held, 0 failed\.$/)]);
    expect(shop.server.requests.length).toBeGreaterThan(1);
    expect(shop.server.requests.length).toBeLessThan(6);
  });

  test("reconcile ends after one request although each run looks up a recent payment", async () => {
    await using shop = await openShop();
    const { session_id } = await open(shop.world);
    const { payment_id } = await shop.world.dodo.pay(session_id);
    await shop.world.dodo.deliver();
    await shop.world.dodo.refund(payment_id, { amount: 1_000 });
    await shop.world.dodo.deliver();
    for (const limit of ["100", "10000"]) {
      const before = shop.server.requests.length;
      expect(await shop.run("reconcile", "--limit", limit)).toEqual([
        0,
        "1 checked, 0 credited, 0 held, 0 failed.",
      ]);
      expect(shop.server.requests.length - before).toBe(1);
    }
  });

  test("drift reads the whole report and exits with 1", async () => {
    await using shop = await openShop();
    await everyKind(shop.world);
    shop.world.clock.advance(HOUR);
    const [code, said] = await shop.run("drift");
    expect([code, said]).toEqual([1, expect.stringContaining(" 6 disagree, 0 could not be")]);
    const [, json] = await shop.run("drift", "--json", "--since", "2026-11-24");
    expect(JSON.parse(json)).toEqual({ items: [], checked: expect.any(Number), failed: 0 });
  });

  test("events are listed, exported and replayed", async () => {
    await using shop = await openShop();
    await underpaid(shop.world);
    for (let index = 0; index < 210; index += 1)
      await shop.world.storage.recordEvent(sampleEvent(`e${index}`), false);
    const [, lines] = await shop.run("events", "--jsonl");
    const ids = lines
      .split("\n")
      .map((line) => (JSON.parse(line) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(210);
    const [, page] = await shop.run("events", "--sync-status", "held", "--json");
    const [event] = (JSON.parse(page) as { items: { event_id: string }[] }).items;
    expect(await shop.run("replay", event?.event_id ?? "")).toEqual([
      0,
      `${event?.event_id} is held now.`,
    ]);
    const [, first] = await shop.run("events", "--limit", "5");
    expect(first).toMatch(/\nMore: --cursor \S+$/);
  });

  test("prune deletes in parts", async () => {
    await using shop = await openShop();
    for (let index = 0; index < 203; index += 1)
      await shop.world.storage.recordEvent(
        sampleEvent(`e${index}`, { sync_status: "applied", created_at: index }),
        false,
      );
    expect(await shop.run("prune", "--limit", "2")).toEqual([
      0,
      "2 events deleted. There may be more.",
    ]);
    expect(await shop.run("prune")).toEqual([0, "1 events deleted."]);
  });
});

describe("as a process", () => {
  test("takes the address and the token from the environment, and never prints the token", async () => {
    await using shop = await openShop();
    const env = { PAYMENT_URL: `${shop.server.url}/v1/payment`, PAYMENT_TOKEN: "admin" };
    const ran = await runCommand(["check"], { env });
    expect([ran.code, ran.error]).toEqual([0, ""]);
    expect(ran.out).not.toContain("\u001b[");
    const unknown = await runCommand(["check"], { env: { ...env, PAYMENT_TOKEN: "s3cret" } });
    expectSentence(unknown, 1, /check --url|--token/);
    expect(unknown.error).not.toContain("s3cret");
  });

  test.each([
    ["no address", ["check"], 2, "--url, such as https://shop.example/v1/payment"],
    ["an address that is none", ["check", "--url", "shop"], 2, "--url must be"],
    ["a password in the address", ["check", "--url", "https://a:s3cret@b"], 2, "--url may not"],
    ["no token", ["check", "--url", "http://localhost:1"], 2, "--token, or set PAYMENT_TOKEN"],
    ["an unknown flag", ["payments", "--nonsense"], 2, "unknown option '--nonsense'"],
    ["a missing argument", ["release"], 2, "missing required argument 'payment_id'"],
    ["a word too many", ["check", "now"], 2, "too many arguments"],
    ["no decision", ["release", "p", "--url", "http://h", "--token", "t"], 2, "--decision credit"],
    [
      "no note",
      ["release", "p", "--decision", "credit", "--url", "http://h", "--token", "t"],
      2,
      "--note",
    ],
    [
      "a number that is none",
      ["reconcile", "--limit", "ten", "--url", "http://h", "--token", "t"],
      2,
      "--limit must be a whole number",
    ],
    [
      "a server that is not there",
      ["check", "--url", "http://127.0.0.1:1", "--token", "s3cret"],
      1,
      "cannot be reached: check --url",
    ],
  ] as const)("%s: one sentence and the exit code", async (_, args, code, said) => {
    const ran = await runCommand(args, { env: { PAYMENT_URL: "", PAYMENT_TOKEN: "" } });
    expectSentence(ran, code, said);
    expect(ran.error).not.toContain("s3cret");
  });

  test("--help of each command names its flags", async () => {
    const lines: string[] = [];
    for (const name of ["check", "payments", "release", "drift"])
      await COMMANDS.get(name)?.run(["--help"], (text) => void lines.push(text));
    const help = lines.join("\n");
    for (const flag of ["--url", "--token", "--json", "--status", "--decision", "--since"])
      expect(help).toContain(flag);
  });
});

test("an address that is no payment server is named", async () => {
  const other = await serve(async () => new Response("<html>", { status: 502 }));
  const flags = ["--url", other.url, "--token", "s3cret"];
  await expect(COMMANDS.get("check")?.run(flags, () => undefined)).rejects.toThrow(
    "does not answer as a payment server does (HTTP 502): check --url",
  );
  other.close();
});
