/**
 * A process that is killed while the host works in its transaction: `node credit-worker.ts <where>
 * <payment id>`, see `openShared`.
 */
import type { TransactionalStorage } from "../src/core/storage.ts";
import { crediting } from "../src/testing/transaction/pending.ts";
import { openShared } from "./shared-storage.ts";

const [, , where = "", payment_id = ""] = process.argv;
const storage = openShared(where) as TransactionalStorage;
const payment = await storage.readPayment(payment_id);
if (payment === null) throw new Error("there is no such payment");
const { claim, close } = crediting(payment);
await storage.creditWith(claim, close, async () => void process.kill(process.pid, "SIGKILL"));
