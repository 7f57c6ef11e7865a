import type { Words } from "./words.ts";

export const fr: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "Rien n’a été payé",
      text: "Vous avez quitté la page de paiement avant de payer. Votre solde est inchangé.",
    },
    confirming: {
      title: "Confirmation de votre paiement",
      text: "Cela prend généralement quelques secondes. Cette page vérifie à nouveau d’elle-même.",
    },
    slow: {
      title: "Confirmation de votre paiement",
      text: "Cela prend plus de temps que d’habitude. Vous pouvez fermer cette page : rien n’est perdu.",
    },
    bank: {
      title: "Votre banque s’en occupe",
      text: "Un paiement bancaire prend jusqu’à 5 jours ouvrés. Vos crédits sont ajoutés à son arrivée. Vous pouvez fermer cette page.",
    },
    crediting: {
      title: "Presque terminé",
      text: "Votre paiement est arrivé et est en cours d’ajout à votre solde.",
    },
    paid: { title: "Payé", text: "{credits} crédits ont été ajoutés à votre solde." },
    failed: {
      title: "Non payé",
      text: "Le paiement n’a pas abouti et votre solde est inchangé. Vous pouvez réessayer ou payer autrement.",
    },
    canceled: {
      title: "Annulé",
      text: "Le paiement a été annulé et votre solde est inchangé. Vous pouvez réessayer.",
    },
    expired: {
      title: "Expiré",
      text: "La page de paiement a expiré sans paiement. Votre solde est inchangé et vous pouvez réessayer.",
    },
    held: {
      title: "Nous vérifions votre paiement",
      text: "Votre paiement est arrivé. Une personne l’examine avant de l’ajouter à votre solde.",
    },
    dismissed: {
      title: "Non ajouté à votre solde",
      text: "Ce paiement n’a pas été ajouté. Contactez l’assistance en indiquant cette référence.",
    },
    not_found: {
      title: "Il n’y a aucun paiement à ce lien",
      text: "Le lien est peut-être incomplet. Si vous avez payé, votre paiement est en sécurité : consultez votre solde dans la boutique.",
    },
  },
  do_not_pay: "Merci de ne pas payer une seconde fois.",
  back: "Continuer",
  back_to: "Retour à {name}",
  retry: "Retour",
  retry_at: "Réessayer sur {name}",
  check_now: "Vérifier maintenant",
  again: "Vérifier à nouveau",
  just_paid: "Vous venez de payer ?",
  questions: "Des questions ? Donnez cette référence à l’assistance.",
  receipt: "Reçu",
  leaves: "Retour dans {seconds} secondes.",
  stay: "Rester ici",
  reference: "Référence",
  amount: "Montant",
  credits: "Crédits",
  started: "Commencé",
  test: "Mode test : aucun argent réel",
};
