import type { DeskWords } from "./words.ts";

/** The texts in German about the plots: their titles and notes, and the names of their series. */
export const plots: Pick<DeskWords, "plots" | "series"> = {
  plots: {
    topups: {
      title: "Aufladungen am Tag, nach Ausgang",
      note: "Nach dem Tag des Beginns; die von heute können noch bezahlt werden",
    },
    money: {
      title: "Eingegangen und zurückgegeben",
      note: "Netto, in USD; Erstattungen und verlorene Anfechtungen unter der Linie",
    },
    speed: {
      title: "Von der Zahlung zur Gutschrift",
      note: "Logarithmisch. Ein hohler Punkt ist ein Tag mit weniger als 30 Zahlungen",
    },
    deliveries: {
      title: "Zustellungen, nach unserer Antwort",
      note: "Nach ihrem jetzigen Stand; abgewiesene werden nicht gespeichert",
    },
  },
  series: {
    paid: "gutgeschrieben",
    waiting: "unterwegs",
    held: "angehalten",
    unpaid: "nicht bezahlt",
    received: "eingegangen",
    returned: "zurückgegeben",
    p50: "die Hälfte binnen (p50)",
    p95: "19 von 20 binnen (p95)",
    decided: "200 entschieden",
    ignored: "200 nicht unsere",
    again: "503 noch einmal",
  },
};
