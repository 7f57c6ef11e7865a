/**
 * A process that inserts many payments at once and kills itself on the way: `node
 * group-commit-worker.ts FILE MOMENT COUNT`. It prints the name of each payment whose insert was
 * answered, and then how many commits there were.
 */
import { writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { sqliteStorage } from "../src/storage/sqlite.ts";
import { insertSample } from "../src/testing/storage/records.ts";

const [file, moment, count] = process.argv.slice(2);
let armed = false;
let commits = 0;
const kill = (at: string): void => {
  if (armed && at === moment) process.kill(process.pid, "SIGKILL");
};

const { prepare } = DatabaseSync.prototype;
DatabaseSync.prototype.prepare = function (this: DatabaseSync, text: string) {
  const statement = Reflect.apply(prepare, this, [text]);
  const run = statement.run.bind(statement);
  statement.run = (...values: never[]) => {
    if (text === "COMMIT") kill("written");
    const result = run(...values);
    if (text === "COMMIT" && armed) commits += 1;
    if (text === "COMMIT") kill("committed");
    return result;
  };
  return statement;
};

const storage = sqliteStorage(file);
await storage.migrate();
armed = true;
await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    await insertSample(storage, `${index}`);
    writeSync(1, `${index}\n`);
    kill("answered");
  }),
);
writeSync(1, `commits ${commits}\n`);
await storage.close();
