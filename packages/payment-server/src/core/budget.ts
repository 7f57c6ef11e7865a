import { createBucket, type Bucket } from "./token-bucket.ts";
import { createPause } from "./provider-pause.ts";

/**
 * The reason for a call to the provider. Each reason has its own share of the rate limit. The share
 * `reconcile` includes the calls of `drift()`. Calls for other reasons are not limited, for example
 * for a checkout, a release, a replay or `check()`. Calls that confirm a signed delivery about a
 * payment of ours are not limited either.
 */
export type Share = "deliveries" | "pages" | "reconcile";

/**
 * The rate limit for calls to the provider. A quarter of the limit is reserved for each of the
 * three shares. Over time, `take` gives one user at most half of the calls that are reserved for a
 * share, so that the other half is left for other users.
 */
export interface Budget {
  /**
   * Charges for one call and returns `true`. During a pause, or if no call is left for the share or
   * for this user, charges nothing and returns `false`. The last call of a share is refused to a
   * user who polls too often. `user_id` is the owner of the payment that the call is about.
   */
  take(share: Share, user_id?: string): boolean;
  /**
   * Charges for a call that is made even if no call is left. The balances of the share and of the
   * user can then become negative, and later calls have to wait.
   */
  spend(share: Share, user_id?: string): void;
  /**
   * Makes `take` return `false` for `ms` milliseconds, but at most for a minute. Called when the
   * provider has refused a call because of its rate limit. The calls that the provider still
   * accepts are then left for the reasons that are not limited.
   */
  pause(ms: number): void;
}

/**
 * The fraction of the rate limit that is reserved for each of the three shares. The remaining
 * quarter may be used by any of them.
 */
const PART = 1 / 4;
/**
 * The fraction of the rate limit that one user can use up in a share. It is half of the share, so
 * that the other half is left for other users.
 */
const USER_PART = PART / 2;
/**
 * The largest number of users' token buckets that are kept in memory. A user has one for each
 * share. A full bucket can be dropped, because its user has made no recent calls.
 */
const MOST_USERS = 1_000;
/**
 * A user for whom `take` is called twice within this time, in milliseconds, polls too often.
 * Refused calls count too. While calls are left, a buyer with one open page is not affected,
 * because a payment is queried at most once in three seconds.
 */
const OFTEN_MS = 2_000;

interface User {
  bucket: Bucket;
  asked_at: number;
}

/**
 * Creates a budget that allows `take` to succeed `per_second` times a second in total. Each token
 * bucket in the budget can hold the calls of two seconds, but at least two calls.
 */
export function createBudget({
  per_second,
  clock,
}: {
  per_second: number;
  clock: () => number;
}): Budget {
  const bucket = (part: number): Bucket =>
    createBucket({
      per_second: per_second * part,
      burst: Math.max(2, per_second * part * 2),
      clock,
    });
  const common = bucket(PART);
  const own: Record<Share, Bucket> = {
    deliveries: bucket(PART),
    pages: bucket(PART),
    reconcile: bucket(PART),
  };
  const users = new Map<string, User>();
  const userOf = (share: Share, user_id: string | undefined): User | null =>
    user_id === undefined ? null : findUser(users, `${share} ${user_id}`, () => bucket(USER_PART));

  /**
   * Returns how many calls must be left for other users: 1 if this user polls too often, else 0.
   * Users who poll too often therefore never take the last call, however many such users there are.
   * Also stores the time of this call.
   */
  function mustLeave(user: User | null): number {
    if (user === null) return 0;
    const before = user.asked_at;
    user.asked_at = clock();
    // The difference is negative if the clock was set back, so its absolute value is compared.
    return Math.abs(user.asked_at - before) < OFTEN_MS ? 1 : 0;
  }

  const pause = createPause(clock);
  return {
    pause: pause.start,
    take(share, user_id): boolean {
      if (pause.lasts()) return false;
      const user = userOf(share, user_id);
      const calls = 1 + mustLeave(user);
      const from = own[share].has(calls) ? own[share] : common;
      if (!from.has(calls) || user?.bucket.has(1) === false) return false;
      from.spend();
      user?.bucket.spend();
      return true;
    },
    spend(share, user_id): void {
      (own[share].has(1) || !common.has(1) ? own[share] : common).spend();
      userOf(share, user_id)?.bucket.spend();
    },
  };
}

/** Returns the user stored under `key`, or a new user, and marks that user as the latest caller. */
function findUser(users: Map<string, User>, key: string, newBucket: () => Bucket): User {
  const user = users.get(key) ?? { bucket: newBucket(), asked_at: Number.NEGATIVE_INFINITY };
  // Deleting and setting the entry moves it to the end, so the map is ordered by the time of each
  // user's latest call.
  users.delete(key);
  users.set(key, user);
  if (users.size > MOST_USERS) forget(users, user);
  return user;
}

/**
 * Drops the users whose buckets are full, except the latest user, whose call is charged next. If
 * there are still too many users, drops the one whose latest call is the oldest.
 */
function forget(users: Map<string, User>, latest: User): void {
  for (const [key, user] of users) if (user !== latest && user.bucket.full()) users.delete(key);
  const [oldest] = users.keys();
  if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
}
