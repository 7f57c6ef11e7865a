import type { Words } from "./words.ts";

export const de: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "Es wurde nichts bezahlt",
      text: "Sie haben die Bezahlseite verlassen, bevor Sie bezahlt haben. Ihr Guthaben ist unverändert.",
    },
    confirming: {
      title: "Ihre Zahlung wird bestätigt",
      text: "Das dauert meist nur ein paar Sekunden. Diese Seite sieht von selbst wieder nach.",
    },
    slow: {
      title: "Ihre Zahlung wird bestätigt",
      text: "Das dauert länger als gewöhnlich. Sie können diese Seite schließen: Es geht nichts verloren.",
    },
    bank: {
      title: "Ihre Bank arbeitet daran",
      text: "Eine Bankzahlung dauert bis zu 5 Werktage. Ihr Guthaben wird erhöht, sobald sie eintrifft. Sie können diese Seite schließen.",
    },
    crediting: {
      title: "Gleich geschafft",
      text: "Ihre Zahlung ist eingegangen und wird Ihrem Guthaben hinzugefügt.",
    },
    paid: {
      title: "Bezahlt",
      text: "{credits} Credits wurden Ihrem Guthaben hinzugefügt.",
    },
    failed: {
      title: "Nicht bezahlt",
      text: "Die Zahlung ist nicht durchgegangen, und Ihr Guthaben ist unverändert. Sie können es noch einmal versuchen oder anders bezahlen.",
    },
    canceled: {
      title: "Abgebrochen",
      text: "Die Zahlung wurde abgebrochen, und Ihr Guthaben ist unverändert. Sie können es noch einmal versuchen.",
    },
    expired: {
      title: "Abgelaufen",
      text: "Die Bezahlseite ist ohne Zahlung abgelaufen. Ihr Guthaben ist unverändert, und Sie können es noch einmal versuchen.",
    },
    held: {
      title: "Wir prüfen Ihre Zahlung",
      text: "Ihre Zahlung ist eingegangen. Ein Mensch sieht sie sich an, bevor sie Ihrem Guthaben hinzugefügt wird.",
    },
    dismissed: {
      title: "Nicht gutgeschrieben",
      text: "Diese Zahlung wurde Ihrem Guthaben nicht hinzugefügt. Bitte wenden Sie sich mit dieser Referenz an den Support.",
    },
    not_found: {
      title: "Unter diesem Link gibt es keine Zahlung",
      text: "Vielleicht ist der Link abgeschnitten. Wenn Sie bezahlt haben, ist Ihre Zahlung sicher: Sehen Sie im Shop nach Ihrem Guthaben.",
    },
  },
  do_not_pay: "Bitte bezahlen Sie nicht noch einmal.",
  back: "Weiter",
  back_to: "Zurück zu {name}",
  retry: "Zurück",
  retry_at: "Bei {name} erneut versuchen",
  check_now: "Jetzt nachsehen",
  again: "Noch einmal nachsehen",
  just_paid: "Gerade eben bezahlt?",
  questions: "Fragen? Nennen Sie dem Support diese Referenz.",
  receipt: "Beleg",
  leaves: "In {seconds} Sekunden geht es zurück.",
  stay: "Hier bleiben",
  reference: "Referenz",
  amount: "Betrag",
  credits: "Credits",
  started: "Begonnen",
  test: "Testmodus: kein echtes Geld",
};
