import type { Words } from "./words.ts";

/** The texts in German. */
export const de: Words = {
  language: "de",
  direction: "ltr",
  label: "Guthaben aufladen",
  again: "Noch einmal nachsehen",
  on_its_way: "Unterwegs",
  reviewing: "Wird geprüft",
  paid: "Bezahlt",
  methods: "Bezahlen mit",
  test: "Testmodus",
  creating: "Die Bezahlseite wird geöffnet …",
  redirecting: "Sie werden zur Bezahlseite weitergeleitet …",
  confirming: "Ihre Zahlung wird geprüft. Das dauert nur ein paar Sekunden.",
  bank: "Ihre Bank bearbeitet die Zahlung. Das kann einige Tage dauern. Bitte bezahlen Sie nicht noch einmal.",
  applied: "Ihr Guthaben wurde aufgeladen.",
  credited: "Ihrem Guthaben wurden {} Credits hinzugefügt.",
  failed: "Die Zahlung hat nicht geklappt. Sie können es noch einmal versuchen.",
  canceled: "Es wurde nichts bezahlt.",
  held: "Ihre Zahlung ist eingegangen und wird von uns geprüft. Bitte bezahlen Sie nicht noch einmal.",
  dismissed: "Ihrem Guthaben nicht hinzugefügt. Bitte wenden Sie sich an den Support.",
  slow: "Das dauert länger als gewöhnlich. Sie können diese Seite schließen: Es geht nichts verloren.",
  reference: "Referenz",
  network: "Keine Verbindung. Es wurde nichts bezahlt. Bitte versuchen Sie es noch einmal.",
  offline: "Keine Verbindung. Ihre Zahlung ist sicher.",
  busy: "Das hat gerade nicht geklappt. Bitte versuchen Sie es gleich noch einmal.",
  unauthorized: "Bitte melden Sie sich an und versuchen Sie es noch einmal.",
  refused:
    "Das kann hier nicht bezahlt werden. Bitte laden Sie die Seite neu oder wenden Sie sich an den Support.",
};
