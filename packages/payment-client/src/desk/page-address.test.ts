import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pageAddress } from "./page-address.ts";

let page: EventTarget;
let place: { hash: string; writes: string[] };

beforeEach(() => {
  page = new EventTarget();
  const writes: string[] = [];
  let hash = "#desk/check";
  place = {
    writes,
    get hash() {
      return hash;
    },
    set hash(written: string) {
      writes.push(written);
      hash = written;
    },
  };
  vi.stubGlobal("location", place);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
});
afterEach(() => void vi.unstubAllGlobals());

const clickLink = (hash: string): void => {
  place.hash = hash;
  page.dispatchEvent(new Event("hashchange"));
};

test("the view is read from the fragment of the page, and written to it", () => {
  const address = pageAddress();
  expect(address.read()).toBe("#desk/check");
  address.write("#desk/events");
  expect([place.hash, address.read()]).toEqual(["#desk/events", "#desk/events"]);
});

test("writing what is there already makes no entry of the history", () => {
  pageAddress().write("#desk/check");
  expect(place.writes).toEqual([]);
});

test("a link and the Back button are noticed until somebody stops to listen", () => {
  const address = pageAddress();
  const seen: string[] = [];
  const stop = address.listen(() => void seen.push(address.read()));
  clickLink("#desk/numbers");
  clickLink("#desk/check");
  stop();
  clickLink("#desk/events");
  expect(seen).toEqual(["#desk/numbers", "#desk/check"]);
});

test("two desks on one page listen apart", () => {
  const counts = [0, 0];
  const stops = counts.map((_, index) =>
    pageAddress().listen(() => void (counts[index] = (counts[index] ?? 0) + 1)),
  );
  clickLink("#desk/numbers");
  stops[0]?.();
  clickLink("#desk/check");
  expect(counts).toEqual([1, 2]);
});
