import { describe, expect, test } from "vitest";
import { FIXED_FIELDS } from "../../core/fixed-fields.ts";
import { changeOf, sampleEvent, samplePayment } from "../../testing/storage/records.ts";
import { changeStatements, readBack, writtenBy } from "./change-statements.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { createStatements } from "./statements.ts";

const SQL = createStatements(sqliteDialect({}));
const BEFORE = samplePayment("a");

/** What every change writes, whatever has changed. */
const ALWAYS = ["next_check_at", "attempts", "version", "write_id", "updated_at"];

describe("the columns that a change writes", () => {
  test("are those that have changed, and those that it always writes", () => {
    const [columns, notify] = writtenBy(changeOf(BEFORE, { status: "held", net_minor: 1 }));
    expect(columns.toSorted()).toEqual([...ALWAYS, "net_minor", "status"].toSorted());
    expect(notify).toBe(false);
  });

  test("have the order of the table, so that equal changes have one text", () => {
    const [columns] = writtenBy(
      changeOf(BEFORE, { invoice_url: "https://a.example", status: "paid" }),
    );
    expect(columns.indexOf("status")).toBeLessThan(columns.indexOf("invoice_url"));
  });

  test("never are fields that are fixed at the creation", () => {
    const fields = Object.fromEntries(FIXED_FIELDS.map((field) => [field, "other"]));
    const [columns] = writtenBy(changeOf(BEFORE, fields));
    expect(columns.toSorted()).toEqual(ALWAYS.toSorted());
  });

  test("have a notice beside them if the change makes one", () => {
    expect(writtenBy({ ...changeOf(BEFORE, { status: "paid" }), notify: true })[1]).toBe(true);
  });
});

describe("the statements of a change", () => {
  const change = changeOf(BEFORE, { status: "held" });

  test("are the given ones, then the audit entry, all with the same parameters", () => {
    const [first, second, audit, ...rest] = changeStatements(SQL, change, ["A", "B"], { fence: 3 });
    expect([first?.text, second?.text, audit?.text, rest]).toEqual(["A", "B", SQL.insertAudit, []]);
    expect(first?.values).toMatchObject({ payment_id: "pmt_a", status: "held", fence: 3 });
    expect(second?.values).toEqual(first?.values);
    expect(audit?.values).toMatchObject({
      payment_id: "pmt_a",
      to_status: "held",
      write_id: change.next.write_id,
    });
  });

  test("store the event last, under the id of the payment that was changed", () => {
    const event = sampleEvent("1", { payment_id: null });
    const statements = changeStatements(SQL, { ...change, event }, [], {});
    expect(statements.map(({ text }) => text)).toEqual([SQL.insertAudit, SQL.recordEventWith]);
    expect(statements.at(-1)?.values).toMatchObject({
      event_id: event.event_id,
      changed_id: "pmt_a",
      write_id: change.next.write_id,
    });
  });

  test("may all write, and the one that reads the result back does not", () => {
    const statements = changeStatements(SQL, change, ["A"], {});
    expect(statements.map(({ reads }) => reads)).toEqual([false, false]);
    expect(readBack(SQL, change)).toEqual({
      text: SQL.readPaymentAndCredit,
      values: { payment_id: "pmt_a" },
      reads: true,
    });
  });
});
