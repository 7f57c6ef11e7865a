// The variables of a Federation, in a table that its administrator edits over HTTP at run time.
import type { EnvRequirement, ServiceDefinition } from "./downcity-types.ts";

export interface CatalogEntry {
  id: string;
  name: string;
  env: (EnvRequirement & { configured: boolean })[];
}

export interface Variables {
  /** Returns the current value. */
  read(key: string): string | undefined;
  catalog(services: readonly ServiceDefinition[]): CatalogEntry[];
  service: ServiceDefinition;
}

const NAME = /^[A-Z_][A-Z0-9_]*$/;

export function createVariables(initial: Readonly<Record<string, string | undefined>>): Variables {
  const table = new Map<string, string>();
  for (const [key, value] of Object.entries(initial))
    if (value !== undefined && NAME.test(key)) table.set(key, value);
  const read = (key: string): string | undefined => table.get(normal(key));
  const edits: Readonly<Record<string, (key: string, value: string) => void>> = {
    upsert: (key, value) => void table.set(normal(key), value),
    remove: (key) => void table.delete(normal(key)),
  };
  return {
    read,
    catalog: (services) =>
      services
        .filter(({ env = [] }) => env.length > 0)
        .map(({ id, name = id, env = [] }) => ({
          id,
          name,
          env: env.map((variable) => ({ ...variable, configured: Boolean(read(variable.key)) })),
        })),
    service: {
      id: "env",
      name: "Env",
      install(ctx) {
        ctx.route({
          method: "GET",
          path: "/list",
          auth: ["admin"],
          handler: (call) =>
            call.jsonResponse({ items: [...table].map(([key, value]) => ({ key, value })) }),
        });
        for (const [name, edit] of Object.entries(edits)) {
          ctx.route({
            method: "POST",
            path: `/${name}`,
            auth: ["admin"],
            handler: async (call) => {
              const { key = "", value = "" } = await call.json<{
                key?: unknown;
                value?: unknown;
              }>();
              edit(String(key), String(value));
              return call.jsonResponse({ success: true, key });
            },
          });
        }
      },
    },
  };
}

function normal(key: string): string {
  const name = key.trim().toUpperCase();
  if (!NAME.test(name)) throw new Error(`invalid env key: ${key}`);
  return name;
}
