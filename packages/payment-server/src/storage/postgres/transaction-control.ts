/**
 * What can hide a word from whoever only reads the text: comments, strings, quoted names and dollar-quoted bodies. A plain
 * string with a doubled quote is two strings here, which hides the same.
 */
const HIDDEN =
  /--[^\n\r]*|\/\*[\s\S]*?\*\/|(?<![\w$])e'(?:[^'\\]|''|\\[\s\S])*'|'[^']*'|"[^"]*"|(?<![\w$])\$((?!\d)\w*)\$[\s\S]*?\$\1\$/gi;

/** Comments nest: what stands before a `*` and a `/` that are left is the rest of one. */
const REST_OF_COMMENT = /^[\s\S]*\*\//;

/** Not `ROLLBACK TO`: savepoints are the host's. */
const CONTROL =
  /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\s+TRANSACTION|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b))\b/i;

/** Whether one of the statements in a text of PostgreSQL begins or ends a transaction. */
export function controlsTransaction(text: string): boolean {
  const statements = text.replace(HIDDEN, " ").split(";");
  return statements.some((statement) => CONTROL.test(statement.replace(REST_OF_COMMENT, "")));
}
