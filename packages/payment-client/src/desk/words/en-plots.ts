import type { DeskWords } from "./words.ts";

/** The texts in English about the plots: their titles and notes, and the names of their series. */
export const plots: Pick<DeskWords, "plots" | "series"> = {
  plots: {
    topups: {
      title: "Topups per day, by outcome",
      note: "By the day they were made; today's may still be paid",
    },
    money: {
      title: "Money in, and given back",
      note: "Net of tax, in USD; refunds and lost disputes below the line",
    },
    speed: {
      title: "From payment to credit",
      note: "Logarithmic. A hollow point is a day of fewer than 30 payments",
    },
    deliveries: {
      title: "Deliveries, by what we answered",
      note: "By their present state; refused ones are not stored",
    },
  },
  series: {
    paid: "credited",
    waiting: "on its way",
    held: "held",
    unpaid: "not paid",
    received: "in",
    returned: "given back",
    p50: "half within (p50)",
    p95: "19 of 20 within (p95)",
    decided: "200 decided",
    ignored: "200 not ours",
    again: "503 send again",
  },
};
