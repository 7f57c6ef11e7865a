import { describe, expect, test } from "vitest";
import { dodoPaymentProvider, PaymentError, PaymentService } from "./index.ts";

/** Builds a service with an option as a program without types may give it. */
function build(option: Record<string, unknown>): PaymentService {
  return new PaymentService({
    readTopup: () => null,
    finishTopup: () => null,
    providers: [dodoPaymentProvider()],
    env: {},
    logger: { info() {}, warn() {}, error() {} },
    ...option,
  });
}

function refusal(option: Record<string, unknown>): unknown {
  try {
    return build(option);
  } catch (error) {
    return error;
  }
}

describe.each(["allowed_origins", "return_origins"])("%s", (option) => {
  test.each([
    ["*"],
    ["https://*.vercel.app"],
    ["https://*"],
    ["*://app.example"],
    ["https://app.example:*"],
    ["chrome-extension://*"],
    ["https://app.example", "https://*.app.example/x"],
  ])("[F20] %j %s refuses to construct: a `*` matches nothing", (...origins) => {
    expect(refusal({ [option]: origins })).toMatchObject({
      code: "configuration",
      message: `\`${option}\` must not contain a \`*\`, which no origin matches; name each origin in full, such as \`https://shop.example\`.`,
    });
  });

  test.each([
    "https://app.example/shop",
    "https://app.example//",
    "https://app.example/?",
    "https://app.example?secret=1",
    "https://app.example/#secret",
    "https://ada:secret@app.example",
    "https://",
    "https://999.999.999.999",
    "https://app.example:99999",
    "//app.example",
    "app.example",
    "localhost:3000",
    "",
    " ",
    "null",
    "NULL",
    "file://",
    "file:///secret",
    "file://secret",
    "javascript:alert(1)",
    "javascript://secret",
    "data:text/html,secret",
    "blob:https://app.example/secret",
    "wss://app.example",
    "capacitor://",
    "capacitor:localhost",
    "capacitor://localhost/secret",
    "capacitor://localhost?secret",
    "capacitor://ada@localhost",
    "capacitor://localhost:port",
    "capacitor://local host",
    "capacitor://localhost\n",
  ])("[F20] %j refuses to construct with the fix, which repeats nothing", (origin) => {
    const error = refusal({ [option]: ["https://app.example", origin] });
    expect(error).toBeInstanceOf(PaymentError);
    expect(error).toMatchObject({
      code: "configuration",
      message: expect.stringMatching(
        new RegExp(
          `^\`${option}\` must be an origin such as \`https://shop.example\`.*, without a path`,
        ),
      ),
    });
    expect(String(error)).not.toContain("secret");
  });

  test.each([
    ["https://app.example"],
    [{ 0: "https://app.example" }],
    [[7]],
    [[undefined]],
    [[null]],
  ])("[F20] %j is no list of origins", (value) => {
    expect(refusal({ [option]: value })).toMatchObject({
      code: "configuration",
      message: `\`${option}\` must be a list of origins, such as \`["https://shop.example"]\`.`,
    });
  });

  test.each(["https://app.example/", "HTTPS://APP.example:443", "http://localhost:5173"])(
    "[F20] %j is accepted",
    (origin) => expect(refusal({ [option]: [origin] })).toBeInstanceOf(PaymentService),
  );
});

test("[F20] a result page does not link to an app's own scheme", () => {
  expect(refusal({ return_origins: ["capacitor://localhost"] })).toMatchObject({
    code: "configuration",
    message: expect.stringContaining("`return_origins`"),
  });
});
