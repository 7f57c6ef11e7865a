import type { Words } from "./words.ts";

/** The texts in German. */
export const de: Words = {
  language: "de",
  direction: "ltr",
  label: "Guthaben aufladen",
  creating: "Die Bezahlseite wird geöffnet …",
  confirming: "Wir sehen nach Ihrer Zahlung …",
  applied: "Bezahlt. Ihr Guthaben wurde aufgeladen.",
  failed: "Nicht bezahlt. Sie können es noch einmal versuchen.",
  held: "Ihre Zahlung wird geprüft. Bitte bezahlen Sie nicht noch einmal.",
  dismissed: "Ihrem Guthaben nicht hinzugefügt. Bitte wenden Sie sich an den Support.",
  slow: "Das dauert länger als gewöhnlich. Sie können diese Seite schließen.",
  again: "Noch einmal nachsehen",
  reference: "Referenz",
  network: "Keine Verbindung. Bitte versuchen Sie es noch einmal.",
  busy: "Das geht gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
  unauthorized: "Bitte melden Sie sich an und versuchen Sie es noch einmal.",
  refused:
    "Das kann hier nicht bezahlt werden. Bitte laden Sie die Seite neu oder wenden Sie sich an den Support.",
  methods: "Bezahlen mit",
  test: "Testmodus",
};
