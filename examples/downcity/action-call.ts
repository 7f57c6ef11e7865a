// The call of an action: its body, its caller and the hooks around it.
import type { HookContext, RouteAuth } from "./downcity-types.ts";
import { httpError, type Identities } from "./identities.ts";
import { nameOf, type Action, type Hooks, type Service } from "./service.ts";

/** The action that a request calls, with its service and the hooks of every service. */
export interface ActionCall {
  service: Service;
  action: Action;
  hooks: readonly Hooks[];
}

/**
 * Calls an action. The body is read and parsed before the caller is authenticated. `authorize`
 * returns the caller, or throws if the caller may not use a route with this `auth`.
 */
export async function callAction(
  { service: { definition }, action, hooks }: ActionCall,
  request: Request,
  authorize: (auth: RouteAuth) => ReturnType<Identities["authorize"]>,
): Promise<Response> {
  const url = new URL(request.url);
  const raw = action.method === "POST" ? await request.text().catch(() => "") : null;
  const input = raw === null ? Object.fromEntries(url.searchParams) : parse(raw);
  const ctx: HookContext = {
    input,
    service: { id: definition.id, name: nameOf(definition) },
    action: { id: action.id },
  };
  try {
    const { user, city } = authorize(action.auth);
    const { city_id } = input;
    if (
      city !== undefined &&
      typeof city_id === "string" &&
      city_id !== "" &&
      city_id !== city.city_id
    )
      throw httpError(403, "city_id does not match the authenticated token");
    const known = {
      ...(user === undefined ? {} : { user }),
      ...(city === undefined ? {} : { city }),
    };
    Object.assign(ctx, known);
    await run(hooks, "before", ctx);
    const output = await action.handler({
      ...known,
      request,
      json: async <T extends Record<string, unknown>>() => input as T,
      text: async () => raw ?? JSON.stringify(input),
      jsonResponse: (body, status = 200) => Response.json(body, { status }),
    });
    ctx.output = output;
    await run(hooks, "after", ctx);
    return output;
  } catch (error) {
    ctx.error = error instanceof Error ? error : new Error(String(error));
    await run(hooks, "failed", ctx).catch(() => undefined);
    return failure(error);
  }
}

/** Returns the answer to an error, in the form of a Federation. */
export function failure(error: unknown): Response {
  const { statusCode = 500 } = Object(error) as { statusCode?: number };
  return Response.json(
    {
      error: {
        message: error instanceof Error ? error.message : String(error),
        type: "server_error",
      },
    },
    { status: statusCode },
  );
}

async function run(hooks: readonly Hooks[], when: keyof Hooks, ctx: HookContext): Promise<void> {
  for (const each of hooks) for (const hook of each[when]) await hook(ctx);
}

/** Reads the body. Invalid JSON and lists are read as an empty object. */
function parse(raw: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
