// A Worker that runs one case of the storage suite on its D1 database: `GET /<number>` answers
// `ok`, or what is wrong.
import { d1Storage, type D1Database } from "@x/payment-server/storage/d1";
import { storageCases } from "@x/payment-server/testing";

export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const number = Number(new URL(request.url).pathname.slice(1));
    // All cases share one database, and each has its own tables.
    const table_prefix = `case${number}_`;
    try {
      await storageCases[number]?.run(({ clock }) => {
        const [storage, second] = [
          d1Storage(env.DB, { clock, table_prefix }),
          d1Storage(env.DB, { clock, table_prefix }),
        ];
        return {
          storage,
          second,
          dispose: async () => await Promise.all([storage.close(), second.close()]).then(() => {}),
        };
      });
      return new Response("ok");
    } catch (error) {
      return new Response(
        error instanceof Error
          ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`
          : String(error),
        { status: 500 },
      );
    }
  },
};
