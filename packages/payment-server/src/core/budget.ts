/** On whose behalf a call to the provider is made. Creates and administrators are not limited. */
export type Share = "deliveries" | "pages" | "reconcile";

/**
 * Limits the calls to the provider. Each share has a part that the others cannot use up, and within
 * a share no user can use up another user's part.
 */
export interface Budget {
  /**
   * Takes one call and returns `true`, or returns `false` if none is left. `user_id` owns the
   * payment that is asked about.
   */
  take(share: Share, user_id?: string): boolean;
  /** Charges for a call that happens anyway; the balance may go negative, so later callers wait. */
  spend(share: Share, user_id?: string): void;
}

/** Each share has a quarter of the rate to itself; all of them share the last quarter. */
const PART = 1 / 4;
/** One user gets at most half of a share, so that the other half is left for others. */
const USER_PART = PART / 2;
/**
 * The number of users that are remembered. A user without recent calls has a full bucket and is
 * forgotten.
 */
const MOST_USERS = 1_000;
/**
 * A user who asks again within this time, with success or without, asks too often: a result page
 * polls every three seconds.
 */
const OFTEN_MS = 2_000;

interface User {
  bucket: Bucket;
  asked_at: number;
}

interface Bucket {
  /** Whether at least so many calls are left. */
  has(calls: number): boolean;
  spend(): void;
  full(): boolean;
}

/**
 * Creates a budget of `per_second` calls in all. Each part lets the calls of two seconds through at
 * once, and at least two calls.
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
   * A user who asks too often leaves the last call to others, however many such users there are.
   */
  function mustLeave(user: User | null): number {
    if (user === null) return 0;
    const before = user.asked_at;
    user.asked_at = clock();
    // The difference may be negative if the clock was set back.
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

/** Returns the user of this key, a new one if it is not remembered, and marks it as the latest. */
function findUser(users: Map<string, User>, key: string, newBucket: () => Bucket): User {
  const user = users.get(key) ?? { bucket: newBucket(), asked_at: Number.NEGATIVE_INFINITY };
  // The map is ordered by the last call, the latest at the end.
  users.delete(key);
  users.set(key, user);
  if (users.size > MOST_USERS) forget(users);
  return user;
}

/**
 * Creates a bucket of `burst` calls that refills at `per_second`. It can owe at most as many calls
 * as it can hold.
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
    // Stored also if the clock was set back: the bucket would stay empty until the clock has caught
    // up.
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
 * Forgets users whose buckets are full, or, if there are none, the user whose last call is longest
 * ago.
 */
function forget(users: Map<string, User>): void {
  for (const [key, { bucket }] of users) if (bucket.full()) users.delete(key);
  const [oldest] = users.keys();
  if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
}
