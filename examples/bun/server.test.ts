import { fileURLToPath } from "node:url";
import { testMount, type MountCommand } from "@x/example-shared/mount-suite";
import { testStartupErrors } from "@x/example-shared/startup-error-suite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const command: MountCommand = (env) => ({
  command: `${folder}node_modules/.bin/bun`,
  args: ["server.ts"],
  cwd: folder,
  env,
});

testMount("the shop on Bun.serve", command, (mounted) => testStartupErrors(mounted, command));
