// Who sends a request. Until you fill this in, nobody is signed in: the routes of users answer 401,
// and those of administrators 404.

/** Returns the user of a request from your sessions, or `null`. */
export async function sessionOf(
  _request: Request,
): Promise<{ user_id: string; admin?: boolean } | null> {
  return null;
}
