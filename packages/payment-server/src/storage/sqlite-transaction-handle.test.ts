/** The handle of a transaction on SQLite is a database, and works only in its own transaction. */
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { begin, insert } from "../../test/sqlite-credits.ts";

const STRAY = "INSERT INTO words VALUES ('stray')";
const WAYS: [string, (tx: DatabaseSync) => () => unknown][] = [
  ["the handle", (tx) => () => tx.exec(STRAY)],
  ["a statement that is prepared later", (tx) => () => insert(tx, "stray")],
  [
    "a method that was kept",
    ({ exec }) =>
      () =>
        exec(STRAY),
  ],
  [
    "a statement that was prepared before",
    (tx) => {
      const statement = tx.prepare(STRAY);
      return () => statement.run();
    },
  ],
  [
    "an iterator that was begun before",
    (tx) => {
      const rows = tx.prepare(`${STRAY} RETURNING word`).iterate();
      return () => rows.next();
    },
  ],
  [
    "a tag store",
    (tx) => {
      const store = tx.createTagStore();
      return () => store.run`INSERT INTO words VALUES ('stray')`;
    },
  ],
  [
    "the database of a tag store",
    (tx) => {
      const { db } = tx.createTagStore();
      return () => db.exec(STRAY);
    },
  ],
  ["the prototype", (tx) => () => (Object.getPrototypeOf(tx) as DatabaseSync).exec(STRAY)],
  ["closing the handle", (tx) => () => tx.close()],
];

test.each(WAYS)(
  "[K12] %s does nothing after its transaction, not even in the next one",
  async (_what, keep) => {
    await using scene = await begin();
    let late = (): unknown => null;
    expect(await scene.credit((tx) => void (late = keep(tx)))).toBeNull();
    expect(late).toThrow();
    expect(
      await scene.credit((tx) => {
        insert(tx, "next");
        expect(late).toThrow();
      }),
    ).toBeNull();
    expect(scene.words()).toEqual(["next"]);
  },
);

test("the handle behaves like the library's database: its class, its rows, its properties, its errors", async () => {
  await using scene = await begin();
  const seen: unknown[] = [];
  const credited = await scene.credit((tx) => {
    const statement = tx.prepare("SELECT word, 1 AS one FROM words");
    insert(tx, "a");
    insert(tx, "b");
    seen.push(
      tx instanceof DatabaseSync,
      tx.isTransaction,
      tx.isOpen,
      tx.constructor === DatabaseSync,
    );
    seen.push(statement.get(), statement.all().length, [...statement.iterate()].length);
    seen.push(statement.sourceSQL, tx.prepare("DELETE FROM words WHERE word = 'b'").run().changes);
    tx.function("shout", (word) => `${String(word)}!`);
    seen.push(tx.prepare("SELECT shout('hey') AS said").get());
    expect(() => tx.exec("nonsense")).toThrow(/syntax error/);
  });
  expect(credited).toBeNull();
  expect(seen).toEqual([
    ...[true, true, true, true],
    ...[{ word: "a", one: 1 }, 2, 2],
    ...["SELECT word, 1 AS one FROM words", 1],
    { said: "hey!" },
  ]);
  expect(scene.words()).toEqual(["a"]);
});
