const units = [
  ["day", 24 * 60 * 60 * 1000],
  ["hour", 60 * 60 * 1000],
  ["minute", 60 * 1000],
  ["second", 1000],
] as const;

/**
 * Formats milliseconds in the largest unit that divides them, such as `4 days` or `90 minutes`. If
 * none does, rounds them to seconds.
 */
export function span(ms: number): string {
  const [name, length] = units.find(([, unit]) => ms >= unit && ms % unit === 0) ?? units[3];
  const count = Math.round(ms / length);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
