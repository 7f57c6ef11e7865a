/** What a host gets wrong is logged once, listed by `check()`, and shows a buyer nothing. */
import { describe, expect, test } from "vitest";
import { expectRefusal } from "../../test/refusals.ts";
import { createWorld, type World } from "../../test/world.ts";
import type { Finding, Identity, PaymentServiceOptions, Topup } from "../index.ts";

/** Creates a checkout of `tu_1` for Ada, with a host that returns these values. */
async function create(
  world: World,
  service: Partial<PaymentServiceOptions>,
): Promise<{ response: Response; again: Response; findings: Finding[] }> {
  const mistaken = world.secondService(service);
  const send = async (): Promise<Response> =>
    await world.send("POST", "/checkout/create", {
      as: "user:ada",
      body: { topup_id: "tu_1" },
      service: mistaken,
    });
  const [response, again] = [await send(), await send()];
  return { response, again, findings: (await mistaken.check()).findings };
}

const TOPUP: Topup = {
  topup_id: "tu_1",
  user_id: "ada",
  credits: 500,
  usd_cents: 499,
  status: "pending",
};

/** A host without types may return anything. */
const readTopup = (row: unknown) => () => row as Topup | null;

/** Expects one warning with the id of the request, and one finding that counts both requests. */
function expectTold(world: World, findings: Finding[], level: string, message: RegExp): void {
  const lines = world.log.filter((line) => message.test(line));
  expect(lines).toEqual([expect.stringMatching(/"request_id":"req_[\w-]{22}"/)]);
  expect(findings).toContainEqual(
    expect.objectContaining({ level, message: expect.stringMatching(message) }),
  );
  const told = findings.find((finding) => message.test(finding.message));
  expect(told?.message).toContain(
    "Seen 2 times by this process, last at 2026-11-23T08:16:00.000Z.",
  );
}

describe("a topup that its host cannot be asked for", () => {
  test.each([
    ["another user's in upper case", { ...TOPUP, topup_id: "TU_1", user_id: "bob" }],
    ["one's own in upper case", { ...TOPUP, topup_id: "TU_1" }],
    ["one's own with a space", { ...TOPUP, topup_id: "tu_1 " }],
    ["another user's with a wrong price", { ...TOPUP, user_id: "bob", usd_cents: "many" }],
    ["another user's", { ...TOPUP, user_id: "bob" }],
    ["none", null],
  ])("[F26] [A02] %s: 404, and the same answer for all", async (_, row) => {
    await using world = await createWorld();
    const { response } = await create(world, { readTopup: readTopup(row) });
    await expectRefusal(response, 404, "topup_not_found", "There is no such topup.");
    expect(world.dodo.requests.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("[F26] ids that are compared loosely are logged and listed", async () => {
    await using world = await createWorld();
    const row = { ...TOPUP, topup_id: "TU_1" };
    const { findings } = await create(world, { readTopup: readTopup(row) });
    expectTold(world, findings, "warning", /must compare ids exactly/);
  });

  test("[F26] undefined in place of null is logged and listed", async () => {
    await using world = await createWorld();
    const { response, findings } = await create(world, { readTopup: readTopup(undefined) });
    await expectRefusal(response, 404, "topup_not_found", "There is no such topup.");
    expectTold(world, findings, "warning", /^readTopup\(\) returned undefined: .*`\?\? null`/);
  });

  test.each([
    ["none", null, /readTopup\(\) has no topup/],
    ["another user's", { ...TOPUP, user_id: "bob" }, /belongs to another user/],
  ])("[F26] %s: the log says why once, and check() nothing", async (_, row, sentence) => {
    await using world = await createWorld();
    const { findings } = await create(world, { readTopup: readTopup(row) });
    expect(world.log).toEqual([expect.stringMatching(sentence)]);
    expect(world.log.join()).not.toMatch(/bob|tu_1/);
    expect(findings.map(({ code }) => code)).toEqual(["webhook_untested"]);
  });

  class NoResultError extends Error {}
  test.each([
    ["Prisma", Object.assign(new Error("No record was found for a query"), { code: "P2025" })],
    ["Kysely", new NoResultError("no result")],
    ["TypeORM", Object.assign(new Error("of Ada"), { name: "EntityNotFoundError" })],
  ])(
    "[F26] the error of %s for no row is 404, and the log says to return null",
    async (_, error) => {
      await using world = await createWorld();
      const { response, findings } = await create(world, {
        readTopup: async () => await Promise.reject(error),
      });
      await expectRefusal(response, 404, "topup_not_found", "There is no such topup.");
      expectTold(world, findings, "warning", /return null instead/);
      expect(world.log.join()).not.toContain("Ada");
    },
  );
});

describe("an identity that is none", () => {
  test.each<[string, unknown, RegExp]>([
    ["a number as id", { user_id: 7 }, /an identity whose `user_id` is a number/],
    ["a bigint as id", { user_id: 7n }, /an identity whose `user_id` is a bigint/],
    ["a text", "ada", /authenticate\(\) returned a string/],
    ["true", true, /authenticate\(\) returned true/],
    ["a list", ["ada"], /authenticate\(\) returned a list/],
    ["camelCase", { userId: "ada" }, /an object without `user_id` \(it has userId\)/],
    ["a session", { user: { id: "ada" }, session: {} }, /\(it has user, session\)/],
    ["an empty id", { user_id: "" }, /`user_id` is an empty string/],
  ])("[F27] %s: 401, logged with what came and without its value", async (_, identity, message) => {
    await using world = await createWorld();
    const { response, findings } = await create(world, {
      authenticate: () => identity as Identity,
    });
    await expectRefusal(response, 401, "unauthorized", "Sign in first.");
    expectTold(world, findings, "error", message);
    expect(world.log.join() + JSON.stringify(findings)).not.toMatch(/ada|: 7/);
  });

  test("[F27] undefined is nobody too, and the log says so once", async () => {
    await using world = await createWorld();
    const { response, findings } = await create(world, {
      authenticate: () => undefined as unknown as null,
    });
    expect(response.status).toBe(401);
    expect(world.log).toEqual([expect.stringMatching(/^authenticate\(\) returned undefined/)]);
    expect(findings.map(({ code }) => code)).toEqual(["webhook_untested"]);
  });

  test.each([[null], [{}], [{ user_id: undefined }], [{ user_id: null }]])(
    "[F27] a guest is no mistake: %j",
    async (identity) => {
      await using world = await createWorld();
      const { response, findings } = await create(world, {
        authenticate: () => identity as Identity | null,
      });
      expect(response.status).toBe(401);
      expect([world.log, findings.map(({ code }) => code)]).toEqual([[], ["webhook_untested"]]);
    },
  );

  test("[F27] an `admin` that is no boolean is logged; the user can pay, and is no administrator", async () => {
    await using world = await createWorld();
    world.host.addTopup({ topup_id: "tu_1" });
    const authenticate = (): Identity => ({ user_id: "ada", admin: "true" as unknown as boolean });
    const { response, findings } = await create(world, { authenticate });
    expect(response.status).toBe(200);
    expectTold(world, findings, "error", /whose `admin` is a string/);
    const service = world.secondService({ authenticate });
    expect((await world.send("GET", "/payments", { service })).status).toBe(404);
  });

  test("[F27] a missing `authenticate` is logged at construction and is an error of check()", async () => {
    await using world = await createWorld();
    const { response, findings } = await create(world, { authenticate: undefined });
    expect(response.status).toBe(401);
    expect(world.log).toEqual([expect.stringMatching(/^No `authenticate` was given/)]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        level: "error",
        code: "authenticate",
        message: expect.stringMatching(/^No `authenticate` was given/),
      }),
    );
  });
});

describe("a topup that cannot be sold", () => {
  test.each([["PENDING"], ["Pending"], ["open"], ["waiting for payment"]])(
    "[F28] the status %s is 409, and the log has the word",
    async (status) => {
      await using world = await createWorld();
      const { response, findings } = await create(world, {
        readTopup: readTopup({ ...TOPUP, status }),
      });
      expect(response.status).toBe(409);
      expectTold(world, findings, "warning", new RegExp(`whose \`status\` is \`${status}\``));
    },
  );

  test("[F28] a status that is a text of its own is not repeated", async () => {
    await using world = await createWorld();
    const status = "ada@example.com";
    const { findings } = await create(world, { readTopup: readTopup({ ...TOPUP, status }) });
    expectTold(world, findings, "warning", /whose `status` is another word/);
    expect(world.log.join() + JSON.stringify(findings)).not.toContain("ada@");
  });

  test("[F28] the status `paid` is no mistake", async () => {
    await using world = await createWorld();
    const { response } = await create(world, {
      readTopup: readTopup({ ...TOPUP, status: "paid" }),
    });
    expect([response.status, world.log]).toEqual([409, []]);
  });

  test.each([
    [4.99, 400, "invalid_topup", /`usd_cents` is 4\.99; it must be a positive whole number/],
    [0, 400, "invalid_topup", /`usd_cents` is 0; /],
    [499n, 500, "host_invalid", /`usd_cents` is a bigint; .*Number\(row\.usd_cents\)/],
    ["499", 500, "host_invalid", /`usd_cents` is a string; /],
  ])(
    "[F28] the price %s is %i `%s`, and the sentence names it",
    async (usd_cents, status, code, sentence) => {
      await using world = await createWorld();
      const { response, findings } = await create(world, {
        readTopup: readTopup({ ...TOPUP, usd_cents }),
      });
      await expectRefusal(response, status, code, sentence);
      expectTold(world, findings, "error", sentence);
    },
  );

  test.each([0, -5, -0.5])("[F28] %d credits are not sold", async (credits) => {
    await using world = await createWorld();
    const sentence = /^The topup's `credits` is -?[\d.]+; it must be a positive number\./;
    const { response, findings } = await create(world, {
      readTopup: readTopup({ ...TOPUP, credits }),
    });
    await expectRefusal(response, 400, "invalid_topup", sentence);
    expectTold(world, findings, "error", /`credits` is -?[\d.]+; it must be a positive/);
  });
});

test("a page of another origin is refused, logged once, and listed with the fix", async () => {
  await using world = await createWorld();
  const send = async (): Promise<Response> =>
    await world.send("POST", "/checkout/create", {
      body: { topup_id: "tu_1" },
      headers: { origin: "https://other.example", cookie: "session=user:ada" },
    });
  expect([(await send()).status, (await send()).status]).toEqual([403, 403]);
  expectTold(world, (await world.payment.check()).findings, "warning", /allowed_origins/);
});
