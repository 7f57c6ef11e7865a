// A Worker that runs one case of `hostSuite` on the recipe for D1: `GET /<number>` answers `ok`, or
// what is wrong.
import type { D1Database } from "@cloudflare/workers-types";
import { createHost } from "@x/host-recipes/d1";
import { hostCases, sampleExtra, type HostUnderTest } from "@x/payment-server/testing";
import { createBooks } from "./books.ts";

interface Env {
  DB: D1Database;
  SELF: { fetch(url: string, init: RequestInit): Promise<Response> };
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const topup_id = url.searchParams.get("finish");
    try {
      if (topup_id === null)
        await hostCases[Number(url.pathname.slice(1))]?.run(() => underTest(env));
      else await createHost(env.DB).finishTopup(topup_id, sampleExtra(topup_id));
      return new Response("ok");
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

function underTest({ DB, SELF }: Env): HostUnderTest {
  const { createTopup, balanceOf } = createBooks(DB);
  const run = async (...texts: string[]): Promise<void> =>
    void (await DB.batch(texts.map((text) => DB.prepare(text))));
  return {
    host: createHost(DB),
    createTopup: ({ user_id, credits, usd_cents }) => createTopup(user_id, credits, usd_cents),
    balanceOf,
    async refuseWrites(table, call) {
      const names = ["INSERT", "UPDATE"].map((verb) => ({ verb, name: `refuse_${verb}` }));
      await run(
        ...names.map(
          ({ verb, name }) =>
            `CREATE TRIGGER ${name} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
        ),
      );
      await call().finally(
        async () => await run(...names.map(({ name }) => `DROP TRIGGER ${name}`)),
      );
    },
    // In a Worker a request takes the place of a process, and it is cancelled instead of killed.
    inProcess: {
      async start() {
        const cut_off = new AbortController();
        let running: Promise<unknown> = Promise.resolve();
        return {
          finish: (topup_id) =>
            void (running = SELF.fetch(`http://localhost/?finish=${topup_id}`, {
              signal: cut_off.signal,
            }).catch(() => {})),
          async kill() {
            cut_off.abort();
            await running;
          },
        };
      },
    },
    dispose: async () => await run("DELETE FROM topups", "DELETE FROM balances"),
  };
}
