import { statSync } from "node:fs";

/** Thrown if the file at the path of a database is no longer the file that is open. */
export class FileReplacedError extends Error {}

/**
 * Remembers which file is open. SQLite keeps writing to an open file after it was renamed, deleted
 * or replaced by a backup, and reports no error.
 */
export interface FileIdentity {
  /**
   * The first call remembers the file at the path. Later calls throw `FileReplacedError` if another
   * file or no file is there. Does nothing if the file cannot be identified, or if `path` is
   * `null`, as for a database in memory.
   */
  check(path: string | null): void;
  /**
   * Forgets the file, because its connection was closed. The next `check` remembers a file again.
   */
  forget(): void;
}

/**
 * Creates a `FileIdentity` that does not remember a file yet. A check costs one `stat`, which takes
 * a few microseconds. On Windows a check never fails, because Windows refuses to rename or delete a
 * database that is open.
 */
export function createFileIdentity(): FileIdentity {
  let opened: string | null = null;
  return {
    check(path) {
      const found = path === null ? null : identityOf(path);
      if (found === null) return;
      opened ??= found;
      if (opened !== found) throw new FileReplacedError();
    },
    forget: () => void (opened = null),
  };
}

/**
 * Returns the device and the inode of a file, or an empty text if there is no file. If `stat` fails
 * for another reason, for example because the process may not read the folder, returns `null`.
 */
function identityOf(path: string): string | null {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? "" : `${stats.dev}:${stats.ino}`;
  } catch {
    return null;
  }
}
