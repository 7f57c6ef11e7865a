// `pnpm played-day [topups]`: plays a day of 200 topups with every trouble, prints what needed a
// person, and exits 0 only if the three doors agree and nothing is left.
import { startBrowser } from "./page.ts";
import { playDay } from "./played-day.ts";

const topups = Number(process.argv[2] ?? "200");
if (!Number.isSafeInteger(topups) || topups < 1)
  throw new Error("The number of topups must be a whole number, such as: pnpm played-day 200");

const browser = await startBrowser();
const found = await playDay(browser, topups).finally(async () => await browser.close());
const troubles = new Map<string, number>();
for (const { trouble } of found.played) troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);

console.log(`${found.played.length} topups:`);
for (const [trouble, count] of troubles) console.log(`  ${String(count).padStart(3)}  ${trouble}`);
const [first = [], ...others] = Object.values(found.before);
for (const [door, ids] of Object.entries(found.before))
  console.log(
    `${door}: ${ids.length} need a person, ${found.ended[door] ?? 0} ended here, ${found.after[door]?.length} left`,
  );
console.log(`differences between the books afterwards: ${found.drift}`);
for (const line of [...found.surprises, ...found.problems]) console.log(line);

const agreed = others.every((ids) => ids.join() === first.join());
const left = Object.values(found.after).flat().length + found.drift;
const sound = agreed && left + found.surprises.length + found.problems.length === 0;
console.log(sound ? "the three lists are equal, and nothing is left" : "NOT SOUND: see above");
process.exit(sound ? 0 : 1);
