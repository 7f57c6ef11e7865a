/** What anyone can send as often as they like must not fill the log. */
import { expect, test } from "vitest";
import { MINUTE, open } from "../../test/scenes.ts";
import { createWorld, type World } from "../../test/world.ts";

/** Sends the same request 50 times, and returns how many lines the log has got. */
async function linesOf({ log }: World, send: () => Promise<Response>): Promise<number> {
  log.length = 0;
  for (let at = 0; at < 50; at += 1) await send();
  return log.length;
}

test("[O06] unsigned deliveries that the provider does not confirm are logged once a minute", async () => {
  await using world = await createWorld({ signed: false });
  const { session_id } = await open(world);
  const data = { payment_id: "pay_x", checkout_session_id: session_id, status: "succeeded" };
  const send = async (): Promise<Response> =>
    await world.send("POST", "/webhook", { body: { type: "payment.succeeded", data } });
  expect((await send()).status).toBe(503);
  expect(await linesOf(world, send)).toBe(0);
  world.clock.advance(MINUTE);
  expect(await linesOf(world, send)).toBe(1);
});

test("[O06] a result page of the host that fails is logged once a minute, whoever opens it", async () => {
  await using world = await createWorld({
    service: {
      result_page: {
        render: () => {
          throw new Error("no such template");
        },
      },
    },
  });
  const send = async (): Promise<Response> =>
    await world.send("GET", `/redirect/success?ref=ref_${"a".repeat(22)}`);
  expect((await send()).status).toBe(404);
  expect(await linesOf(world, send)).toBe(0);
  world.clock.advance(MINUTE);
  expect(await linesOf(world, send)).toBe(1);
});

test("every unexpected error is logged, because its answer names the line", async () => {
  await using world = await createWorld({
    service: {
      authenticate: () => ({
        get user_id(): never {
          throw new Error("a broken getter");
        },
      }),
    },
  });
  const send = async (): Promise<Response> => await world.send("GET", "/payments/me");
  const answer = (await (await send()).json()) as { code: string; request_id: string };
  expect(answer.code).toBe("internal");
  expect(world.log.join()).toContain(answer.request_id);
  expect(await linesOf(world, send)).toBe(50);
});
