import type { DeskWords } from "./words.ts";

/**
 * The texts in German about causes: why a payment needs attention, what differs, why a payment
 * cannot be credited, and what went wrong.
 */
export const causes: Pick<DeskWords, "reasons" | "drifts" | "obstacles" | "problems"> = {
  reasons: {
    underpaid: {
      title: "Weniger bezahlt als geschuldet",
      look: "den Preis des Produkts bei Dodo. Er muss frei wählbar sein oder der der Aufladung.",
    },
    discounted: {
      title: "Mit Rabatt bezahlt",
      look: "die Rabatte bei Dodo. Unsere Bezahlseiten erlauben keine Codes, also ist es ein Rabatt des Produkts.",
    },
    currency: {
      title: "In anderer Währung bezahlt",
      look: "die Abrechnungswährung bei Dodo. Sie muss USD sein.",
    },
    unknown_amount: {
      title: "Der Betrag ist unbekannt",
      look: "die Zahlung bei Dodo: Was kam netto an?",
    },
    product: {
      title: "Für etwas anderes bezahlt",
      look: "die Positionen der Zahlung bei Dodo.",
    },
    refunded: {
      title: "Vor der Gutschrift erstattet",
      look: "die Erstattung bei Dodo. Ging alles zurück, ist Ablehnen richtig.",
    },
    disputed: {
      title: "Vor der Gutschrift angefochten",
      look: "die Anfechtung bei Dodo, und warten Sie ihr Ende ab. Gewonnen: gutschreiben, verloren: ablehnen.",
    },
    duplicate_payment: {
      title: "Zweimal für eine Aufladung bezahlt",
      look: "die andere Zahlung dieser Aufladung. Diese bei Dodo erstatten, dann ablehnen.",
    },
    topup_changed: {
      title: "Die Aufladung hat sich geändert",
      look: "beide Werte. Beim Gutschreiben bestätigen Sie die neuen.",
    },
    topup_not_paid: {
      title: "Gutgeschrieben, aber die Aufladung ist nicht bezahlt",
      look: "das Guthaben. Ist es da, setzen Sie die Aufladung auf `paid` und schreiben hier gut, was die Zahlung schließt. Sonst bringen Sie zuerst `finishTopup` in Ordnung.",
    },
    session_mismatch: {
      title: "Von einer anderen Bezahlseite",
      look: "wer die Bezahlseite geöffnet hat. Unsere Kennungen kann jeder in einen Zahlungslink schreiben.",
    },
    environment: {
      title: "Aus dem anderen Modus",
      look: "Schlüssel und Modus. Vielleicht ist es kein echtes Geld.",
    },
    unmatched: {
      title: "Bezahlt, aber die Aufladung ist unbekannt",
      look: "ob eine andere Anwendung dasselbe Dodo-Konto nutzt oder eine Sicherung eingespielt wurde. Hier wird nichts gutgeschrieben. Gehört das Geld Ihnen, schreiben Sie es einmal von Hand gut oder erstatten Sie es.",
    },
    stuck: {
      title: "Bezahlt, nicht gutgeschrieben",
      look: "den Fehler von `finishTopup` im Protokoll des Servers. Es wird von selbst wieder aufgerufen, in wachsenden Abständen.",
    },
  },
  drifts: {
    no_row: {
      title: "Geld, das hier nicht verbucht ist",
      look: "wer diese Zahlung geöffnet hat. Ist es unsere, findet sie der Abgleich.",
    },
    not_settled: {
      title: "Bei Dodo bezahlt, hier noch offen",
      look: "warum keine Zustellung ankommt. Der Abgleich verbucht sie jetzt.",
    },
    not_closed: {
      title: "Bezahlt, nicht gutgeschrieben",
      look: "den Fehler von `finishTopup` im Protokoll des Servers.",
    },
    topup_not_paid: {
      title: "Hier bezahlt, die Aufladung nicht",
      look: "die Aufladung und ihr Guthaben. `finishTopup` ist fertig, ohne sie auf `paid` zu setzen.",
    },
    unknown_payment: {
      title: "Dodo kennt diese Zahlung nicht",
      look: "ob Schlüssel oder Konto gewechselt wurden.",
    },
    not_succeeded: {
      title: "Gutgeschrieben, bei Dodo nicht bezahlt",
      look: "die Zahlung bei Dodo. Kam das Geld nie an, nehmen Sie das Guthaben zurück.",
    },
    refunded: {
      title: "Erstattet, hier nicht verbucht",
      look: "ob das Guthaben zurückgenommen werden muss. Der Abgleich verbucht die Erstattung.",
    },
    disputed: {
      title: "Angefochten, hier nicht verbucht",
      look: "die Anfechtung bei Dodo. Der Abgleich verbucht sie.",
    },
    no_paid_payment: {
      title: "Die Aufladung ist bezahlt, keine Zahlung ist es",
      look: "wer die Aufladung auf `paid` gesetzt hat.",
    },
    net: {
      title: "Anderer Betrag bei Dodo",
      look: "die Zahlung bei Dodo. Die Abrechnung hat sich geändert.",
    },
    refund: {
      title: "Andere Erstattung bei Dodo",
      look: "die Erstattungen bei Dodo. Der Abgleich verbucht sie.",
    },
    topup: {
      title: "Die Aufladung wurde nach der Zahlung geändert",
      look: "die Aufladung: Preis oder Guthaben sind nicht die bezahlten.",
    },
  },
  obstacles: {
    duplicate:
      "Diese Zahlung lässt sich nicht gutschreiben: Eine andere hat die Aufladung bezahlt. Bei Dodo erstatten, dann ablehnen.",
    topup_gone: "Diese Zahlung lässt sich nicht gutschreiben: Die Aufladung gibt es nicht mehr.",
    topup_not_pending: "Diese Zahlung lässt sich nicht gutschreiben: Die Aufladung sagt {status}.",
    topup_unknown:
      "Ihre Anwendung hat nicht gesagt, was die Aufladung ist ({code}). Beheben Sie das zuerst und sehen Sie noch einmal nach.",
  },
  problems: {
    unauthorized: {
      title: "Sie sind nicht angemeldet.",
      fix: "Melden Sie sich als Administrator an und sehen Sie noch einmal nach.",
    },
    not_found: {
      title: "Der Server kennt Sie nicht als Administrator.",
      fix: "Lassen Sie `authenticate` für Sie `admin: true` zurückgeben, und prüfen Sie, ob `endpoint` die Adresse der Zahlungsrouten ist.",
    },
    network: {
      title: "Keine Antwort vom Server.",
      fix: "Prüfen Sie Verbindung und Server. Eine Seite anderer Herkunft muss in `allowed_origins` stehen.",
    },
    configuration: {
      title: "Der Server ist nicht richtig eingerichtet.",
      fix: "Tun Sie, was er sagt, und sehen Sie noch einmal nach.",
    },
    other: { title: "Das hat nicht geklappt.", fix: "Sehen Sie gleich noch einmal nach." },
  },
};
