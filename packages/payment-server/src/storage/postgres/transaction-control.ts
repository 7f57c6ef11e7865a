/**
 * The parts of a SQL text in which a word is no command: comments, strings, quoted names and
 * dollar-quoted bodies. A plain string with a doubled quote matches as two strings, which covers
 * the same text.
 */
const QUOTED_OR_COMMENT =
  /--[^\n\r]*|\/\*[\s\S]*?\*\/|(?<![\w$])e'(?:[^'\\]|''|\\[\s\S])*'|'[^']*'|"[^"]*"|(?<![\w$])\$((?!\d)\w*)\$[\s\S]*?\$\1\$/gi;

/**
 * The rest of a nested comment. PostgreSQL nests comments and the pattern above does not, so the
 * end of the outer one is left at the beginning of a statement.
 */
const REST_OF_COMMENT = /^[\s\S]*\*\//;

/**
 * The commands that begin or end a transaction. `ROLLBACK TO` is none: the host may use savepoints.
 */
const CONTROL =
  /^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|END|ABORT|PREPARE\s+TRANSACTION|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b))\b/i;

/** Whether one of the statements in a text of PostgreSQL begins or ends a transaction. */
export function controlsTransaction(text: string): boolean {
  const statements = text.replace(QUOTED_OR_COMMENT, " ").split(";");
  return statements.some((statement) => CONTROL.test(statement.replace(REST_OF_COMMENT, "")));
}
