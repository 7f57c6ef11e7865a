/** Checks the origins in the options and returns them in the form in which they are compared. */
import { PaymentError } from "./errors.ts";

/**
 * Matches an origin of any scheme, such as `capacitor://localhost` or `chrome-extension://<id>`.
 * For the scheme of an app, `URL.origin` is `"null"`, so the origin is compared as text.
 */
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d{1,5})?$/;
/** Matches schemes that are refused, because the origin of an app has none of them. */
const NO_APP = /^(about|blob|data|file|ftp|https?|javascript|wss?):/;

/**
 * Returns the origins in `values` in the form in which they are compared: in lower case, without a
 * slash at the end and without a default port. Origins in `return_origins` must be http or https,
 * because a result page links to them. Those in `allowed_origins` may also be origins of apps.
 * Throws `configuration` for any other value.
 */
export function readOrigins(
  option: "allowed_origins" | "return_origins",
  values: readonly string[],
): ReadonlySet<string> {
  return new Set(values.map((value) => readOrigin(option, value)));
}

function readOrigin(option: "allowed_origins" | "return_origins", value: string): string {
  if (value.includes("*"))
    throw configuration(
      `\`${option}\` must not contain a \`*\`, which no origin matches; name each origin in full, such as \`https://shop.example\`.`,
    );
  const app = value.toLowerCase().replace(/\/$/, "");
  const url = readWebAddress(value);
  if (url !== null && /^[^?#]*$/.test(value) && url.pathname === "/") return url.origin;
  if (option === "return_origins")
    throw configuration(
      "`return_origins` must be an origin such as `https://shop.example`, without a path.",
    );
  if (APP_ORIGIN.test(app) && !NO_APP.test(app)) return app;
  throw configuration(
    "`allowed_origins` must be an origin such as `https://shop.example` or `capacitor://localhost`, without a path; `null`, which files and sandboxed frames send, cannot be one.",
  );
}

/** Parses an http or https address without user and password. Returns `null` for anything else. */
export function readWebAddress(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === ""
    ? url
    : null;
}

function configuration(message: string): PaymentError {
  return new PaymentError("configuration", message);
}
