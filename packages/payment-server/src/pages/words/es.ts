import type { Words } from "./words.ts";

export const es: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "En camino",
      text: "Aún no hemos recibido su pago. Esta página vuelve a comprobarlo sola. Si no ha pagado, puede cerrarla.",
    },
    crediting: {
      title: "Casi listo",
      text: "Su pago ha llegado y se está añadiendo a su saldo. Esta página vuelve a comprobarlo sola.",
    },
    paid: { title: "Pagado", text: "Su pago ha llegado y su saldo se ha recargado." },
    failed: {
      title: "No pagado",
      text: "El pago no se ha completado. Puede volver e intentarlo de nuevo.",
    },
    canceled: {
      title: "Cancelado",
      text: "El pago se ha cancelado. Puede volver e intentarlo de nuevo.",
    },
    expired: {
      title: "Caducado",
      text: "La página de pago ha caducado sin que se pagara. Puede volver y abrir una nueva.",
    },
    held: {
      title: "En revisión",
      text: "Su pago ha llegado y una persona lo está revisando. Por favor, no vuelva a pagar.",
    },
    dismissed: {
      title: "No añadido",
      text: "Este pago no se ha añadido a su saldo. Póngase en contacto con soporte e indique la referencia.",
    },
    not_found: {
      title: "No encontrado",
      text: "No hay ningún pago en esta dirección. Compruebe el enlace.",
    },
  },
  back: "Continuar",
  retry: "Volver",
  again: "Comprobar de nuevo",
  reference: "Referencia",
  amount: "Importe",
  credits: "Créditos",
  test: "Modo de prueba: sin dinero real",
};
