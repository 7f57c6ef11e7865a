import type { Customer, CustomerPortalSession } from "dodopayments/resources/customers/customers";
import type { EmulatorContext } from "../context.ts";
import { invalidBody, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { addCustomer, putCustomer } from "../ledger/customer.ts";
import type { ApiCall } from "./call.ts";
import { readBody, readLink, readText } from "./fields.ts";
import { inRange, pageOf } from "./lists.ts";
import { readMetadata } from "./metadata.ts";

/** Answers `POST /customers`: creates a customer. */
export function createCustomer(call: ApiCall, context: EmulatorContext): Customer {
  const body = readBody(call.body);
  const email = readEmail(body);
  const name = readText(body["name"], "name");
  if (email === null) throw invalidBody("email is missing");
  if (name === null) throw invalidBody("name is missing");
  const phone_number = readText(body["phone_number"], "phone_number");
  const metadata = readMetadata(body["metadata"]);
  return addCustomer(context, { email, name, phone_number, metadata });
}

/** Answers `GET /customers` with one page of customers, newest first. */
export function listCustomers(
  { query }: ApiCall,
  { state }: EmulatorContext,
): { items: Customer[] } {
  const email = query.get("email");
  const name = query.get("name")?.toLowerCase() ?? "";
  const found = [...state.customers.values()]
    .filter(inRange(query))
    .filter((customer) => email === null || customer.email === email)
    .filter((customer) => customer.name.toLowerCase().includes(name));
  return { items: pageOf(found, query) };
}

/** Answers `GET /customers/{id}`. */
export function readCustomer({ id }: ApiCall, { state }: EmulatorContext): Customer {
  const customer = state.customers.get(id);
  if (customer === undefined) throw notFound(`customer ${id}`);
  return customer;
}

/**
 * Answers `PATCH /customers/{id}`; fields that are absent or null do not change. New metadata is
 * merged with the existing metadata.
 */
export function updateCustomer(call: ApiCall, context: EmulatorContext): Customer {
  const before = readCustomer(call, context);
  const body = readBody(call.body);
  const customer: Customer = {
    ...before,
    email: readEmail(body) ?? before.email,
    name: readText(body["name"], "name") ?? before.name,
    phone_number: readText(body["phone_number"], "phone_number") ?? before.phone_number ?? null,
    metadata: { ...before.metadata, ...readMetadata(body["metadata"]) },
  };
  const { customers, customer_ids } = context.state;
  if (customer.email === before.email) customers.set(customer.customer_id, customer);
  else {
    // The former address may by now belong to another customer, whose entry must stay.
    if (customer_ids.get(before.email) === before.customer_id) customer_ids.delete(before.email);
    putCustomer(context.state, customer);
  }
  return customer;
}

/** Answers `POST /customers/{id}/customer-portal/session` with the link to the portal page. */
export function createPortalSession(
  call: ApiCall,
  context: EmulatorContext,
): CustomerPortalSession {
  const { customer_id } = readCustomer(call, context);
  const return_url = readLink(call.query.get("return_url"), "return_url");
  const token = newId("cps", context.settings.clock.now());
  context.state.portals.set(token, { customer_id, return_url });
  return { link: `${context.origin()}/session/portal/${token}` };
}

function readEmail(body: Record<string, unknown>): string | null {
  const email = readText(body["email"], "email");
  if (email !== null && !/^[^@\s]+@[^@\s]+$/.test(email))
    throw invalidBody("email must be an e-mail address");
  return email;
}
