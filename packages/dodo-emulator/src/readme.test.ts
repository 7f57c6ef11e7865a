import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

test("the example in the README runs and prints what its comment says", async () => {
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const script = example.replace(
    '"@x/dodo-emulator"',
    JSON.stringify(new URL("./index.ts", import.meta.url).href),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    script,
  ]);
  expect(stdout.trim()).toBe(/console\.log.*\/\/ (.*)/.exec(example)?.[1]);
});

test("the README names every option and every fault", async () => {
  const read = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), "utf8");
  const fields = (text: string, name: string): string[] => {
    const body = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? "";
    return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map((match) => match[1] ?? "");
  };
  const options = fields(await read("options.ts"), "DodoEmulatorOptions");
  const faults = await read("faults.ts");
  expect(options.length).toBeGreaterThan(12);
  for (const option of options) expect(readme).toContain(`\`${option}\``);
  const knobs = [
    ...fields(faults, "WebhookFaults").map((knob) => `webhooks.${knob}`),
    ...fields(faults, "ApiFaults").map((knob) => `api.${knob}`),
  ];
  expect(knobs).toEqual(expect.arrayContaining(["webhooks.lose", "api.hang"]));
  for (const knob of knobs) expect(readme).toContain(`\`${knob}\``);
});
