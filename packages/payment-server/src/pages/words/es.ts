import type { Words } from "./words.ts";

export const es: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "No se ha pagado nada",
      text: "Ha salido de la página de pago antes de pagar. Su saldo no ha cambiado.",
    },
    confirming: {
      title: "Confirmando su pago",
      text: "Suele tardar unos segundos. Esta página vuelve a comprobarlo sola.",
    },
    slow: {
      title: "Confirmando su pago",
      text: "Está tardando más de lo habitual. Puede cerrar esta página: no se pierde nada.",
    },
    bank: {
      title: "Su banco lo está tramitando",
      text: "Un pago bancario tarda hasta 5 días laborables. Sus créditos se añaden cuando llega. Puede cerrar esta página.",
    },
    crediting: {
      title: "Casi listo",
      text: "Su pago ha llegado y se está añadiendo a su saldo.",
    },
    paid: { title: "Pagado", text: "Se han añadido {credits} créditos a su saldo." },
    failed: {
      title: "No pagado",
      text: "El pago no se ha completado y su saldo no ha cambiado. Puede intentarlo de nuevo o pagar de otra forma.",
    },
    canceled: {
      title: "Cancelado",
      text: "El pago se ha cancelado y su saldo no ha cambiado. Puede intentarlo de nuevo.",
    },
    expired: {
      title: "Caducado",
      text: "La página de pago ha caducado sin que se pagara. Su saldo no ha cambiado y puede intentarlo de nuevo.",
    },
    held: {
      title: "Estamos revisando su pago",
      text: "Su pago ha llegado. Una persona lo revisa antes de añadirlo a su saldo.",
    },
    dismissed: {
      title: "No añadido a su saldo",
      text: "Este pago no se ha añadido. Póngase en contacto con soporte e indique esta referencia.",
    },
    not_found: {
      title: "No hay ningún pago en este enlace",
      text: "Puede que el enlace esté cortado. Si ha pagado, su pago está a salvo: consulte su saldo en la tienda.",
    },
  },
  do_not_pay: "Por favor, no vuelva a pagar.",
  back: "Continuar",
  back_to: "Volver a {name}",
  retry: "Volver",
  retry_at: "Intentarlo de nuevo en {name}",
  check_now: "Comprobar ahora",
  again: "Comprobar de nuevo",
  just_paid: "¿Acaba de pagar?",
  questions: "¿Preguntas? Indique esta referencia a soporte.",
  receipt: "Recibo",
  leaves: "Volverá en {seconds} segundos.",
  stay: "Quedarme aquí",
  reference: "Referencia",
  amount: "Importe",
  credits: "Créditos",
  started: "Iniciado",
  test: "Modo de prueba: sin dinero real",
};
