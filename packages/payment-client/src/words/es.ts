import type { Words } from "./words.ts";

/** The texts in Spanish. */
export const es: Words = {
  language: "es",
  direction: "ltr",
  label: "Recargar saldo",
  creating: "Abriendo la página de pago…",
  confirming: "Comprobando su pago…",
  applied: "Pagado. Su saldo se ha recargado.",
  failed: "No pagado. Puede intentarlo de nuevo.",
  held: "Su pago está en revisión. Por favor, no vuelva a pagar.",
  dismissed: "No añadido a su saldo. Póngase en contacto con soporte.",
  slow: "Está tardando más de lo habitual. Puede cerrar esta página.",
  again: "Comprobar de nuevo",
  reference: "Referencia",
  network: "Sin conexión. Inténtelo de nuevo.",
  busy: "Ahora no es posible. Inténtelo de nuevo en un momento.",
  unauthorized: "Inicie sesión e inténtelo de nuevo.",
  refused: "Esto no se puede pagar aquí. Recargue la página o póngase en contacto con soporte.",
  methods: "Pagar con",
  test: "Modo de prueba",
};
