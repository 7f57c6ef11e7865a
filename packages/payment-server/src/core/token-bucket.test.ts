import { expect, test } from "vitest";
import { createBucket, type Bucket } from "./token-bucket.ts";

/** A bucket of four calls that refills at two a second, and its clock. */
function makeBucket(): { bucket: Bucket; clock: { now: number } } {
  const clock = { now: 1_000_000 };
  return { clock, bucket: createBucket({ per_second: 2, burst: 4, clock: () => clock.now }) };
}

function spend(bucket: Bucket, calls: number): void {
  for (let call = 0; call < calls; call += 1) bucket.spend();
}

/** Returns how many calls the bucket holds, as a whole number. */
function left(bucket: Bucket): number {
  let calls = -10;
  while (bucket.has(calls + 1)) calls += 1;
  return calls;
}

test("it begins full, and each call takes one", () => {
  const { bucket } = makeBucket();
  expect([left(bucket), bucket.full()]).toEqual([4, true]);
  bucket.spend();
  expect([left(bucket), bucket.full()]).toEqual([3, false]);
});

test("it refills by the time that has passed, up to what it can hold", () => {
  const { bucket, clock } = makeBucket();
  spend(bucket, 4);
  clock.now += 499;
  expect(bucket.has(1)).toBe(false);
  clock.now += 1;
  expect([bucket.has(1), bucket.has(2)]).toEqual([true, false]);
  clock.now += 1_499;
  expect([left(bucket), bucket.full()]).toEqual([3, false]);
  clock.now += 1;
  expect([left(bucket), bucket.full()]).toEqual([4, true]);
  clock.now += 60_000;
  expect(left(bucket)).toBe(4);
});

test("it has refilled by the time at which a call is taken, or at which it is asked if it is full", () => {
  const taken = makeBucket();
  spend(taken.bucket, 4);
  taken.clock.now += 60_000;
  taken.bucket.spend();
  expect(left(taken.bucket)).toBe(3);
  const asked = makeBucket();
  spend(asked.bucket, 4);
  asked.clock.now += 60_000;
  expect(asked.bucket.full()).toBe(true);
});

test("it can be overdrawn by as many calls as it holds, and by no more", () => {
  const { bucket, clock } = makeBucket();
  spend(bucket, 100);
  expect(left(bucket)).toBe(-4);
  clock.now += 2_000;
  expect(left(bucket)).toBe(0);
  clock.now += 500;
  expect(bucket.has(1)).toBe(true);
});

test("a clock that is set back takes nothing and refills from then on", () => {
  const { bucket, clock } = makeBucket();
  spend(bucket, 4);
  clock.now -= 3_600_000;
  expect(left(bucket)).toBe(0);
  clock.now += 1_000;
  expect(left(bucket)).toBe(2);
});
