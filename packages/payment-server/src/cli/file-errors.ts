import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Returns a sentence that says why a file cannot be used as a SQLite database and how to fix that,
 * or `null` if the file system shows no reason. SQLite's own errors mostly do not name the cause.
 */
export function fileError(file: string): string | null {
  const folder = dirname(resolve(file));
  if (["none", "file"].includes(kindOf(folder)))
    return `There is no folder ${folder}: make it, or check the path.`;
  const kind = kindOf(file);
  if (kind === "folder")
    return `${file} is a folder: give the path of a file, such as ${join(file, "payments.sqlite")}.`;
  if (!mayUse(folder))
    return `This user may not read and write in the folder ${folder}, as SQLite must: change its rights, or run this as the user of your server.`;
  if (kind !== "file") return null;
  if (!mayUse(file))
    return `This user may not read and write ${file}: change its rights, or run this as the user of your server.`;
  return isDatabase(file)
    ? null
    : `${file} is not a SQLite database: check the path. It is left as it was.`;
}

/**
 * Returns what is at a path. `hidden` means that the path cannot be read, mostly because this user
 * may not enter a folder above it.
 */
function kindOf(path: string): "folder" | "file" | "none" | "hidden" {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return "none";
    return found.isDirectory() ? "folder" : "file";
  } catch {
    return "hidden";
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns whether SQLite can use a file as a database. An empty file is accepted, because SQLite
 * turns an empty file into a database. Any other file must begin with the 15 characters with which
 * every SQLite file begins (https://www.sqlite.org/fileformat2.html).
 */
function isDatabase(file: string): boolean {
  const head = Buffer.alloc(15);
  const opened = openSync(file, "r");
  const length = readSync(opened, head);
  closeSync(opened);
  return length === 0 || head.toString("latin1") === "SQLite format 3";
}
