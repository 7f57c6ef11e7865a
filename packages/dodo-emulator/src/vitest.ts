/**
 * A fixture for Vitest:
 *
 *     import { test as base } from "vitest";
 *     import { dodoFixture } from "@x/dodo-emulator/vitest";
 *     const test = base.extend({ dodo: dodoFixture({ clock: "manual" }) });
 */
export { dodoFixture, type DodoFixture } from "./fixture.ts";
