import type { TestRunnerPlugin } from "@web/test-runner";
import type { ChromeLauncher } from "@web/test-runner-chrome";

/**
 * The command `forced-colors`, which sets whether the page has the colours of the visitor. The
 * runner's own command for media features does not have this one.
 */
export const forcedColors: TestRunnerPlugin = {
  name: "forced-colors",
  async executeCommand({ command, payload, session }) {
    if (command !== "forced-colors") return undefined;
    const page = (session.browser as ChromeLauncher).getPage(session.id);
    const features = [{ name: "forced-colors", value: String(payload) }];
    await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features });
    return true;
  },
};
