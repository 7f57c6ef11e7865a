/** The time limits of the service, in milliseconds. */

/** The time limit of one call to the provider. */
export const PROVIDER_MS = 4_000;
/** The time limit of one call to the host. */
export const HOST_MS = 4_000;
/**
 * The time limit for the work of a request. It leaves time for the last writes, so that the request
 * is answered within 12 s. Providers wait longer than that for the response to a webhook.
 */
export const REQUEST_MS = 11_500;
/**
 * The time after which a request is answered even if its work is still running. The work runs that
 * long only if the storage does not answer. A route for administrators that makes many calls stops
 * by itself after 20 s.
 */
export const ANSWER_MS = { usual: 12_000, admin: 55_000 };
/**
 * How long the lease of a claim lasts by the storage's clock. A lease is much longer than the time
 * limit of a call to the host.
 */
export const LEASE_MS = 60_000;
/**
 * The longest lease or pause that the storage measures by its clock. A lease or pause that ends
 * even later was made before the clock was set back. It counts as ended, so that nothing waits for
 * a wrong clock.
 */
export const LONGEST_LEASE_MS = 3_600_000;
