// A row of the table.
import type { Amount, Bench } from "./bench.ts";
import type { Times } from "./rounds.ts";

/** A number that is not a time of a round. */
export interface Figure {
  name: string;
  value: number;
  unit: "ms" | "MB" | "bytes" | "×" | "/s" | "";
}

export interface RowResult {
  times: Times[];
  figures: Figure[];
}

export interface Row {
  /** The name of the row in the JSON file. It stays the same, so that files can be compared. */
  id: string;
  what: string;
  /** The target of the row; an empty text if it has none. */
  bar: string;
  /** Whether the tests run the row, because it needs neither many rows nor other processes. */
  small: boolean;
  run(bench: Bench): Promise<RowResult>;
}

export type { Amount, Bench };
