// Bun runs this file. It prints one line of JSON for each case of the suite: `[name, "passed" or
// what is wrong]`.
import { hostCases } from "@x/payment-server/testing";
import { sqliteShop } from "./sqlite-shop.ts";

const create = sqliteShop("bun-sqlite");
for (const { name, run } of hostCases) {
  const said = await run(create).then(
    () => "passed",
    (error: unknown) => String(error),
  );
  console.log(JSON.stringify([name, said]));
}
process.exit(0);
