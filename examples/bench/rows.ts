// Every row of the table, in its order.
import { LIST_ROWS } from "./list-rows.ts";
import { PROCESS_ROWS } from "./process-rows.ts";
import { REQUEST_ROWS } from "./request-rows.ts";
import type { Row } from "./row.ts";

export const ROWS: readonly Row[] = [...REQUEST_ROWS, ...LIST_ROWS, ...PROCESS_ROWS];
