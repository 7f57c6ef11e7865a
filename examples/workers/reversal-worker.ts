// A Worker that runs one case of `reversalSuite` on the recipe for D1: `GET /<number>` answers
// `ok`, or what is wrong.
import type { D1Database } from "@cloudflare/workers-types";
import { createReversals } from "@x/host-recipes/reversals-d1";
import { reversalCases, type ReversalUnderTest } from "@x/payment-server/testing";

export default {
  async fetch(request: Request, { DB }: { DB: D1Database }): Promise<Response> {
    try {
      const number = Number(new URL(request.url).pathname.slice(1));
      await reversalCases[number]?.run(() => underTest(DB));
      return new Response("ok");
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

function underTest(db: D1Database): ReversalUnderTest {
  const run = async (...texts: string[]): Promise<void> =>
    void (await db.batch(texts.map((text) => db.prepare(text))));
  return {
    notify: createReversals(db),
    second: createReversals(db),
    setBalance: async (user_id, credits) =>
      void (await db
        .prepare("INSERT OR REPLACE INTO balances VALUES (?, ?)")
        .bind(user_id, credits)
        .run()),
    async balanceOf(user_id) {
      const read = db.prepare("SELECT credits FROM balances WHERE user_id = ?").bind(user_id);
      return Number(await read.first("credits"));
    },
    async refuseWrites(table, call) {
      const verbs = ["INSERT", "UPDATE"];
      await run(
        ...verbs.map(
          (verb) =>
            `CREATE TRIGGER refuse_${verb} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
        ),
      );
      await call().finally(
        async () => await run(...verbs.map((verb) => `DROP TRIGGER refuse_${verb}`)),
      );
    },
    dispose: async () => await run("DELETE FROM reversals", "DELETE FROM balances"),
  };
}
