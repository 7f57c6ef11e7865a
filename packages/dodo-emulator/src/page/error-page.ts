import type { Context } from "hono";
import type { EmulatorContext } from "../context.ts";
import { DodoError, notFound } from "../errors.ts";
import { noticePage } from "./notices.ts";
import { noticeOf } from "./problems.ts";
import { backLink } from "./return-link.ts";

/**
 * Answers an error with a page. The page has the theme and the back link of the session in the
 * path, if there is one.
 */
export function showError(
  error: unknown,
  c: Context,
  { state, settings }: EmulatorContext,
): Response | Promise<Response> {
  const known = error instanceof DodoError ? error : new DodoError(500, "", "");
  const order = state.sessions.get(c.req.param("id") ?? "")?.order ?? null;
  const back = backLink(order?.cancel_url ?? null, settings.cancel_url_parameters);
  c.status(pageStatus(known.status));
  return c.html(noticePage(noticeOf(known, back), order?.theme));
}

/** Answers 404 with a page, for a path that does not exist. */
export function showNotFound(c: Context): Response | Promise<Response> {
  return c.html(noticePage(noticeOf(notFound("page"), null)), 404);
}

// Returns the HTTP status of an error page. 404, 409 and 410 stay, every other status below 500
// becomes 400, and the rest become 500. An error page never has status 422, because a page with
// that status shows a form again.
function pageStatus(status: number): 400 | 404 | 409 | 410 | 500 {
  if (status === 404 || status === 409 || status === 410) return status;
  return status < 500 ? 400 : 500;
}
