/** Checks the origins in the options, and brings them into the form that requests are compared with. */
import { PaymentError } from "./errors.ts";

/**
 * An origin whose scheme is not the web's, such as `capacitor://localhost` or
 * `chrome-extension://<id>`. `URL.origin` is `"null"` for it, so its text is compared.
 */
const APP_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d{1,5})?$/;
/** Schemes that no app has: those of the web, and those of addresses that are no origin of a page. */
const NO_APP = /^(about|blob|data|file|ftp|https?|javascript|wss?):/;

/**
 * Reads the list of origins in `option`, in lower case and without a slash at the end or a default
 * port. `return_origins` must be http or https, since a result page links to them; the others may
 * be those of apps.
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
