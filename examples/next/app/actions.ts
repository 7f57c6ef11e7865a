"use server";
// Anyone can call the functions that are exported here, with any arguments.
import { PACKS, sessionOf } from "@x/example-shared/routes";
import { PaymentError } from "@x/payment-server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { shop } from "../database.ts";
import { payment } from "../payment.ts";

/** Creates a topup; the button calls it at each click. */
export async function createTopup(pack: string): Promise<string> {
  const chosen = PACKS.get(pack);
  if (chosen === undefined) throw new Error("There is no such pack.");
  return shop().createTopup(await userId(), chosen.credits, chosen.usd_cents);
}

/** Does what the button does, for browsers without JavaScript. */
export async function buy(form: FormData): Promise<void> {
  const pack = form.get("pack");
  const topup_id = await createTopup(typeof pack === "string" ? pack : "");
  redirect(await checkoutOf(topup_id));
}

/** Signs a visitor in. A real shop checks who it is. */
export async function signIn(): Promise<void> {
  (await cookies()).set("user", "ada", { httpOnly: true, sameSite: "lax" });
  redirect("/");
}

async function checkoutOf(topup_id: string): Promise<string> {
  try {
    return (await payment.createCheckout({ topup_id, user_id: await userId(), return_to: "/" }))
      .checkout_url;
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    console.error(error.message);
    return "/no-checkout";
  }
}

async function userId(): Promise<string> {
  const user_id = sessionOf({ headers: await headers() })?.user_id;
  if (user_id === undefined) throw new Error("Sign in first.");
  return user_id;
}
