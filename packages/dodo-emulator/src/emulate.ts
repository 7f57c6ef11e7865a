/**
 * The local Dodo as a service of `emulate` (https://github.com/vercel-labs/emulate), which runs the
 * local Dodo beside its own services:
 *
 *     import { defineConfig } from "emulate";
 *     import dodo from "@x/dodo-emulator/emulate";
 *     export default defineConfig({ services: { dodo: { emulator: dodo } } });
 *
 * The snapshots of `emulate` do not contain the records of the local Dodo. A test that has to
 * restore these records can create an emulator with `createDodoEmulator()` and call `snapshot()` on
 * the emulator.
 */
import { createDodoEmulator } from "./emulator.ts";
import type { DodoEmulatorOptions } from "./options.ts";

/** What `emulate` passes to a service, as far as the local Dodo uses it. */
export interface EmulateContext {
  app: {
    on(
      method: string,
      path: string,
      handler: (c: { req: { raw: Request } }) => Promise<Response>,
    ): unknown;
  };
  baseUrl: string;
  onDispose(callback: () => Promise<void>): void;
}

/** A service of `emulate`, in the form that its `defineEmulator` returns. */
export interface EmulateService {
  readonly kind: "emulate.http";
  readonly apiVersion: 1;
  readonly name: string;
  readonly state: () => Record<string, never>;
  readonly setup: (context: EmulateContext) => void;
}

/** Returns the local Dodo with options of your own as a service of `emulate`. */
export function dodoService(options: DodoEmulatorOptions = {}): EmulateService {
  return Object.freeze({
    kind: "emulate.http",
    apiVersion: 1,
    name: "dodo",
    state: () => ({}),
    setup({ app, baseUrl, onDispose }) {
      const dodo = createDodoEmulator({ ...options, origin: baseUrl });
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"])
        app.on(method, "*", (c) => dodo.fetch(c.req.raw));
      onDispose(() => dodo.close());
    },
  } satisfies EmulateService);
}

const service: EmulateService = dodoService();
export default service;
