/** A new route must be documented: this names the route, and the place where it is missing. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { membersOf } from "../../test/union.ts";
import { ROUTES } from "./routes.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section = ""] = /\n## Routes\n([\s\S]*?)\n## /.exec(readme) ?? [];
/** The routes of the README's table, such as `POST /reconcile`, with who may call them. */
const documented = new Map(
  section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => {
      const [routes = "", who = ""] = line.slice(2).split(" | ");
      const names = [...routes.matchAll(/`((?:GET|POST) \/[^`?]+)`/g)];
      return names.map(([, name = ""]): [string, string] => [name, who]);
    }),
);

/** The callers of a route, from the name in the README to the one in the table of routes. */
const CALLERS: Readonly<Record<string, string>> = {
  anyone: "anyone",
  user: "user",
  admin: "admin",
  Dodo: "anyone",
  "who has the link": "anyone",
};

const routes = Object.values(ROUTES).map(
  ({ methods, path, who }) =>
    [`${methods.includes("POST") ? "POST" : "GET"} ${path}`, who] as const,
);

test("every name of a route has a route", () => {
  expect(membersOf("RouteName").filter((name) => !Object.hasOwn(ROUTES, name))).toEqual([]);
});

test("every route is in the README, with who may call it", () => {
  const missing = routes.filter(([name, who]) => CALLERS[documented.get(name) ?? ""] !== who);
  expect(missing).toEqual([]);
});

test("every route of the README exists", () => {
  const names = new Set<string>(routes.map(([name]) => name));
  expect([...documented.keys()].filter((name) => !names.has(name))).toEqual([]);
  expect(documented.size).toBeGreaterThan(5);
});
