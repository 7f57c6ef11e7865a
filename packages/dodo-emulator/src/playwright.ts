/**
 * A fixture for Playwright:
 *
 *     import { test as base } from "@playwright/test";
 *     import { dodoFixture } from "@x/dodo-emulator/playwright";
 *     const test = base.extend({ dodo: dodoFixture() });
 */
export { dodoFixture, type DodoFixture } from "./fixture.ts";
