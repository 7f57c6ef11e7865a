import type { Words } from "./words.ts";

export const de: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "Unterwegs",
      text: "Ihre Zahlung ist noch nicht eingegangen. Diese Seite sieht von selbst wieder nach. Wenn Sie nicht bezahlt haben, können Sie sie schließen.",
    },
    crediting: {
      title: "Gleich geschafft",
      text: "Ihre Zahlung ist eingegangen und wird Ihrem Guthaben hinzugefügt. Diese Seite sieht von selbst wieder nach.",
    },
    paid: {
      title: "Bezahlt",
      text: "Ihre Zahlung ist eingegangen und Ihr Guthaben wurde aufgeladen.",
    },
    failed: {
      title: "Nicht bezahlt",
      text: "Die Zahlung ist nicht durchgegangen. Sie können zurückgehen und es noch einmal versuchen.",
    },
    canceled: {
      title: "Abgebrochen",
      text: "Die Zahlung wurde abgebrochen. Sie können zurückgehen und es noch einmal versuchen.",
    },
    expired: {
      title: "Abgelaufen",
      text: "Die Bezahlseite ist ohne Zahlung abgelaufen. Sie können zurückgehen und eine neue öffnen.",
    },
    held: {
      title: "Wird geprüft",
      text: "Ihre Zahlung ist eingegangen und wird von einem Menschen geprüft. Bitte bezahlen Sie nicht noch einmal.",
    },
    dismissed: {
      title: "Nicht gutgeschrieben",
      text: "Diese Zahlung wurde Ihrem Guthaben nicht hinzugefügt. Bitte wenden Sie sich mit der Referenz an den Support.",
    },
    not_found: {
      title: "Nicht gefunden",
      text: "Unter dieser Adresse gibt es keine Zahlung. Bitte prüfen Sie den Link.",
    },
  },
  back: "Weiter",
  retry: "Zurück",
  again: "Noch einmal nachsehen",
  reference: "Referenz",
  amount: "Betrag",
  credits: "Guthaben",
  test: "Testmodus: kein echtes Geld",
};
