/** On whose behalf a question to the provider is asked. Creates and administrators are not limited. */
export type Share = "deliveries" | "pages" | "reconcile";

/**
 * How many calls to the provider may still be made now. Each share has a part of its own that the others cannot use up, and
 * within a share one user cannot use up another's.
 */
export interface Budget {
  /** Takes one call if there is one; `user_id` is the owner of the payment that is asked about. */
  take(share: Share, user_id?: string): boolean;
  /** Charges for a call that happens anyway; the balance may go negative, so later callers wait. */
  spend(share: Share, user_id?: string): void;
}

/** Each share has a quarter of the rate to itself; the last quarter goes to whoever comes first. */
const PART = 1 / 4;
/** One user gets at most half of a share, so that others get the other half. */
const USER_PART = PART / 2;
/** Users that are remembered; one who has not asked for a while has a full bucket and need not be. */
const MOST_USERS = 1_000;
/** Who has asked within this time, in vain or not, asks all the time: a result page asks once in three seconds. */
const OFTEN_MS = 2_000;

interface User {
  bucket: Bucket;
  asked_at: number;
}

interface Bucket {
  /** Whether so many calls are left. */
  has(calls: number): boolean;
  spend(): void;
  full(): boolean;
}

/** A budget of `per_second` calls in all, each of whose parts lets two seconds' worth of calls through at once, and at least two. */
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

  function userOf(share: Share, user_id: string | undefined): User | null {
    if (user_id === undefined) return null;
    const key = `${share} ${user_id}`;
    const known = users.get(key) ?? {
      bucket: bucket(USER_PART),
      asked_at: Number.NEGATIVE_INFINITY,
    };
    // The one that has asked last is the last in the order of the map.
    users.delete(key);
    users.set(key, known);
    if (users.size > MOST_USERS) forget(users);
    return known;
  }

  /** Whoever asks all the time leaves the last call to somebody who does not, however many of them there are. */
  function mustLeave(user: User | null): number {
    if (user === null) return 0;
    const before = user.asked_at;
    user.asked_at = clock();
    // Also where the clock was set back.
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

/** A bucket of `burst` calls that refills at `per_second`; it owes at most as many as it holds. */
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
    // Also where the clock was set back: the bucket would stay empty until it has caught up.
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

/** Forgets users whose buckets are full, and the one that has not asked for longest if there are none. */
function forget(users: Map<string, User>): void {
  for (const [key, { bucket }] of users) if (bucket.full()) users.delete(key);
  const [oldest] = users.keys();
  if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
}
