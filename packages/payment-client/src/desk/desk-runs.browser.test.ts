// The two runs that a click on the first view starts: the comparison with Dodo, and reconciliation.
import { expect } from "@open-wc/testing";
import { deferred } from "../../test/deferred.ts";
import { deskOf, never, onlyHeld, settled, useDeskPage } from "../../test/desk.ts";
import { auditOf } from "../../test/desk-records.ts";
import { failure } from "../../test/scripted-client.ts";
import type { Drift } from "../report-wire.ts";
import type { ReconcileResult } from "../wire.ts";

useDeskPage();

const PART = { items: [], checked: 100, failed: 0, whole: false, next_cursor: "more" };

describe("the comparison with Dodo", () => {
  it("shows that it runs and how far it is, and then what it has found", async () => {
    const parts = [deferred<Drift>(), deferred<Drift>()];
    let asked = -1;
    const made = await deskOf("", {
      payments: onlyHeld([]),
      drift: async () => await (parts[(asked += 1)]?.promise ?? never()),
    });
    const part = { items: [], checked: 100, failed: 0, whole: false, next_cursor: "2" };
    await made.click(".runs button");
    expect(made.inside(".runs button").getAttribute("aria-disabled")).to.equal("true");
    expect(made.inside("progress").getAttribute("aria-label")).to.equal("Compare with Dodo");
    parts[0]?.resolve(part);
    await settled(made.desk);
    expect(made.text(".counts li:last-child")).to.contain("100 payments");
    parts[1]?.resolve({ ...part, checked: 20, failed: 2, next_cursor: null });
    await settled(made.desk);
    expect(made.all("progress")).to.have.length(0);
    expect(made.text(".counts li:last-child")).to.match(
      /0 differences with Dodo compared \d\d:\d\d · 120 payments · 2 could not be compared/,
    );
  });

  it("that failed says why, and a click begins anew", async () => {
    const made = await deskOf("", {
      payments: onlyHeld([]),
      drift: async () => await Promise.reject(failure("provider_unavailable", 503)),
    });
    await made.click(".runs button");
    expect(made.text(".problem")).to.contain("provider_unavailable");
    await made.click(".problem button");
    expect(made.client.callsOf("drift")).to.have.length(2);
  });
});

describe("reconciliation", () => {
  it("says in one line what it is, how far it is, and what it has done; then the queue is loaded again", async () => {
    const part = deferred<ReconcileResult>();
    const made = await deskOf("", {
      payments: onlyHeld([]),
      reconcile: async () => await part.promise,
    });
    const line = (): string => made.text(".runs [role=status]");
    expect(line()).to.contain("Asks Dodo about every payment that is due");
    await made.click(".runs button:nth-of-type(2)");
    expect(line()).to.equal("Reconciling");
    const before = made.client.callsOf("payments").length;
    part.resolve({ checked: 3, credited: 1, held: 1, failed: 0 });
    await settled(made.desk);
    expect(line()).to.equal("Done: 3 checked, 1 credited, 1 held, 0 failed.");
    expect(made.all(".runs [role=status]")).to.have.length(1);
    // The queue is made of two lists, and the last decisions are loaded with it.
    expect(made.client.callsOf("payments").length).to.equal(before + 3);
  });
});

describe("a run that stops although more is left", () => {
  it("says so, and how to go on", async () => {
    const made = await deskOf("", {
      payments: onlyHeld([auditOf().payment]),
      drift: async () => PART,
      reconcile: async () => ({ checked: 100, credited: 1, held: 0, failed: 0 }),
    });
    await Promise.all([made.desk.store?.reconcile.start(), made.desk.store?.drift.start()]);
    await settled(made.desk);
    expect(made.text(".runs [role=status]")).to.match(
      /^Stopped, more are due: 20000 checked, .* “Reconcile” goes on\.$/,
    );
    expect(made.text(".counts")).to.contain(
      "20,000 payments · stopped, there are more: “Compare with Dodo” goes on",
    );
    await expect(made.desk).to.be.accessible();
  });
});

describe("a run that fails after its first part", () => {
  it("does not say that reconciliation is done, and what it has done until then stays", async () => {
    let asked = 0;
    const made = await deskOf("", {
      payments: onlyHeld([]),
      reconcile: async () => {
        asked += 1;
        if (asked > 1) throw failure("unavailable", 502);
        return { checked: 100, credited: 7, held: 0, failed: 0 };
      },
    });
    await made.click(".runs button:nth-of-type(2)");
    await settled(made.desk);
    expect(made.text(".problem")).to.contain("unavailable");
    expect(made.text(".runs [role=status]")).to.match(/^Stopped, more are due: 100 checked, 7 /);
    expect(made.text(".runs")).not.to.contain("Done:");
  });

  it("does not tick the differences off, although none was found so far", async () => {
    let asked = 0;
    const made = await deskOf("", {
      payments: onlyHeld([]),
      drift: async () => {
        asked += 1;
        if (asked === 2) throw failure("unavailable", 502);
        return asked === 1 ? PART : { ...PART, checked: 20, next_cursor: null };
      },
    });
    const ticked = (): number => made.all(".counts li:last-child svg.good").length;
    await made.click(".runs button");
    await settled(made.desk);
    expect(made.text(".counts li:last-child")).to.match(
      /0 differences with Dodo compared \d\d:\d\d · 100 payments · stopped, there are more/,
    );
    expect(ticked()).to.equal(0);
    await made.click(".problem button");
    await settled(made.desk);
    expect(made.text(".counts li:last-child")).not.to.contain("stopped");
    expect(ticked()).to.equal(1);
  });
});
