import { styleText } from "node:util";
import type { DodoEmulator } from "../dodo-emulator.ts";
import type { DeliveryAttempt } from "../webhooks/delivery.ts";

/** The text that `--help` prints. */
export const usage = `
A local Dodo Payments: API, checkout page and signed webhooks. No account, no real money.

  dodo-emulator [flags]                 runs until Ctrl+C; the page that it prints has buttons
  dodo-emulator [flags] -- <command>    runs a command with its variables, and ends with it

  -p, --port <number>          default 4400, or a free one if that is taken
  -w, --webhook <url>          where deliveries go; may also be set on the page
      --product <id[=cents]>   a product: a fixed price, or any amount; may be repeated
      --discount <CODE=50%>    a code, in percent or in US cents; may be repeated
      --tax-bps <number>       tax in basis points
      --api-key <key>          a test key of your own
      --webhook-key <whsec_…>  a signing key of your own; several are a rotation
      --bank-debit-seconds <n> how long a bank debit is processing, default 4 days
      --payments-per-session <one|many>      \\
      --payment-id-after-decline <same|new>   } where Dodo's behavior is not documented
      --webhook-id-on-resend <same|new>      /
      --host <name>            default 127.0.0.1; a host others can reach needs --allow-public
      --environment <name>     test_mode; anything else is refused
  -h, --help
`;

/**
 * Returns the text that is printed once the emulator listens: the URL of the tool page, the webhook
 * URL, and the environment variables.
 */
export function banner(dodo: DodoEmulator, colours: NodeJS.WriteStream): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    styleText(format, text, { stream: colours });
  // The lines have the form of a `.env` file, so that they can be copied into one.
  const variables = Object.entries(dodo.env).map(
    ([name, value]) => `  ${paint("dim", `${name}=`)}${value}`,
  );
  const webhook = dodo.webhook_url ?? "nowhere yet: --webhook <url>, or on the page";
  const lines = [
    `  ${paint("dim", "page   ")}  ${paint(["bold", "cyan"], `${dodo.url}/`)}`,
    `  ${paint("dim", "webhook")}  ${webhook}`,
    "",
    ...variables,
  ];
  return `\n  ${paint(["bold", "yellow"], "Dodo emulator")} ${paint("yellow", "test mode: no real money")}\n\n${lines.join("\n")}\n`;
}

/** Returns the line that is printed for a delivery attempt. */
export function deliveryLine(
  { type, webhook_id, status, body }: DeliveryAttempt,
  colours: NodeJS.WriteStream,
): string {
  const good = status !== null && status >= 200 && status < 300;
  const answer = status === null ? `no answer (${body})` : String(status);
  return `  ${styleText("dim", "webhook", { stream: colours })}  ${type} ${webhook_id} → ${styleText(good ? "green" : "red", answer, { stream: colours })}`;
}
