import type { Words } from "./words.ts";

/** The texts in French. */
export const fr: Words = {
  language: "fr",
  direction: "ltr",
  label: "Recharger le solde",
  creating: "Ouverture de la page de paiement…",
  confirming: "Vérification de votre paiement…",
  applied: "Payé. Votre solde a été rechargé.",
  failed: "Non payé. Vous pouvez réessayer.",
  held: "Votre paiement est en cours d’examen. Merci de ne pas payer une seconde fois.",
  dismissed: "Non ajouté à votre solde. Contactez l’assistance.",
  slow: "Cela prend plus de temps que d’habitude. Vous pouvez fermer cette page.",
  again: "Vérifier à nouveau",
  reference: "Référence",
  network: "Pas de connexion. Veuillez réessayer.",
  busy: "Impossible pour le moment. Veuillez réessayer dans un instant.",
  unauthorized: "Veuillez vous connecter et réessayer.",
  refused: "Le paiement n’est pas possible ici. Rechargez la page ou contactez l’assistance.",
  methods: "Payer avec",
  test: "Mode test",
};
