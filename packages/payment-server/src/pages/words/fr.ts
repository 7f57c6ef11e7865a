import type { Words } from "./words.ts";

export const fr: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "En route",
      text: "Nous n’avons pas encore reçu votre paiement. Cette page vérifie à nouveau d’elle-même. Si vous n’avez pas payé, vous pouvez la fermer.",
    },
    crediting: {
      title: "Presque terminé",
      text: "Votre paiement est arrivé et est en cours d’ajout à votre solde. Cette page vérifie à nouveau d’elle-même.",
    },
    paid: { title: "Payé", text: "Votre paiement est arrivé et votre solde a été rechargé." },
    failed: {
      title: "Non payé",
      text: "Le paiement n’a pas abouti. Vous pouvez revenir en arrière et réessayer.",
    },
    canceled: {
      title: "Annulé",
      text: "Le paiement a été annulé. Vous pouvez revenir en arrière et réessayer.",
    },
    expired: {
      title: "Expiré",
      text: "La page de paiement a expiré sans paiement. Vous pouvez revenir en arrière et en ouvrir une nouvelle.",
    },
    held: {
      title: "En cours d’examen",
      text: "Votre paiement est arrivé et une personne l’examine. Merci de ne pas payer une seconde fois.",
    },
    dismissed: {
      title: "Non ajouté",
      text: "Ce paiement n’a pas été ajouté à votre solde. Contactez l’assistance en indiquant la référence.",
    },
    not_found: {
      title: "Introuvable",
      text: "Il n’y a aucun paiement à cette adresse. Vérifiez le lien.",
    },
  },
  back: "Continuer",
  retry: "Retour",
  again: "Vérifier à nouveau",
  reference: "Référence",
  amount: "Montant",
  credits: "Crédits",
  test: "Mode test : aucun argent réel",
};
