/**
 * The reason for a call to the provider. Each reason has its own share of the rate limit. Calls
 * that create a checkout and calls for administrators are not limited.
 */
export type Share = "deliveries" | "pages" | "reconcile";

/**
 * The rate limit for calls to the provider. Each share has a part that the other shares cannot use
 * up, and within a share no user can use up the calls of other users.
 */
export interface Budget {
  /**
   * Charges for one call and returns `true`, or returns `false` if no call is left. `user_id` is
   * the owner of the payment that the call is about.
   */
  take(share: Share, user_id?: string): boolean;
  /** Charges for a call that happens anyway; the balance may go negative, so later callers wait. */
  spend(share: Share, user_id?: string): void;
}

/** The part of the rate limit that each share has to itself. The last quarter is common to all. */
const PART = 1 / 4;
/** The largest part of the rate limit for one user: half of a share, so that others can use it. */
const USER_PART = PART / 2;
/**
 * The largest number of users whose buckets are kept in memory. A user whose bucket is full has
 * made no recent calls and can be dropped.
 */
const MOST_USERS = 1_000;
/**
 * Two requests of one user within this time count as polling too often, whether a call was granted
 * or not. Result pages poll every three seconds, so they are not affected.
 */
const OFTEN_MS = 2_000;

interface User {
  bucket: Bucket;
  asked_at: number;
}

interface Bucket {
  /** Whether at least `calls` calls are left. */
  has(calls: number): boolean;
  spend(): void;
  full(): boolean;
}

/**
 * Creates a budget of `per_second` calls to the provider in total. Each part allows a burst of two
 * seconds' worth of calls, but at least two calls.
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
   * Users who poll too often therefore never take the last call, however many of them there are.
   */
  function mustLeave(user: User | null): number {
    if (user === null) return 0;
    const before = user.asked_at;
    user.asked_at = clock();
    // The difference is negative if the clock was set back, so its absolute value is compared.
    return Math.abs(user.asked_at - before) < OFTEN_MS ? 1 : 0;
  }

  return {
    take(share, user_id): boolean {
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

/** Returns the user stored under `key`, or a new one, and marks it as the latest caller. */
function findUser(users: Map<string, User>, key: string, newBucket: () => Bucket): User {
  const user = users.get(key) ?? { bucket: newBucket(), asked_at: Number.NEGATIVE_INFINITY };
  // Deleting and setting the entry moves it to the end, so the map is ordered by the last call.
  users.delete(key);
  users.set(key, user);
  if (users.size > MOST_USERS) forget(users);
  return user;
}

/**
 * Creates a token bucket that holds `burst` calls and refills at `per_second` calls a second. Its
 * balance never falls below `-burst`.
 */
function createBucket({
  per_second,
  burst,
  clock,
}: {
  per_second: number;
  burst: number;
  clock: () => number;
}): Bucket {
  let tokens = burst;
  let refilled_at = clock();
  function refill(): void {
    const now = clock();
    tokens = Math.min(burst, tokens + (Math.max(0, now - refilled_at) * per_second) / 1_000);
    // The time is stored even if the clock was set back; otherwise the bucket would not refill
    // until the clock had caught up.
    refilled_at = now;
  }
  return {
    has(calls): boolean {
      refill();
      return tokens >= calls;
    },
    spend(): void {
      refill();
      tokens = Math.max(-burst, tokens - 1);
    },
    full(): boolean {
      refill();
      return tokens >= burst;
    },
  };
}

/**
 * Drops the users whose buckets are full. If there are still too many, drops the user whose last
 * call was the longest ago.
 */
function forget(users: Map<string, User>): void {
  for (const [key, { bucket }] of users) if (bucket.full()) users.delete(key);
  const [oldest] = users.keys();
  if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
}
