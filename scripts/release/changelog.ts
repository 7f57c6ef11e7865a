/**
 * Writes the changelogs for changesets: each note as a person wrote it, without the hash of its
 * commit. A note of several paragraphs stays as it is; a note of one becomes an item of a list.
 */

/** The part of a changeset that is used. */
interface Note {
  summary: string;
}

/** A package of ours that another one of them depends on, with its new version. */
interface NewVersion {
  name: string;
  newVersion: string;
}

/** Returns the lines about one note. */
function getReleaseLine({ summary }: Note): string {
  const text = summary.trim();
  return text.includes("\n") ? `\n${text}\n` : `- ${text}\n`;
}

/** Returns the lines about packages of ours that are needed in a new version, or nothing. */
function getDependencyReleaseLine(_: readonly Note[], updated: readonly NewVersion[]): string {
  return updated.map(({ name, newVersion }) => `- Needs ${name} ${newVersion}.\n`).join("");
}

export default { getReleaseLine, getDependencyReleaseLine };
