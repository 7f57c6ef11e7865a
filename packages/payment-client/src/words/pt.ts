import type { Words } from "./words.ts";

/** The texts in Portuguese. */
export const pt: Words = {
  language: "pt",
  direction: "ltr",
  label: "Carregar saldo",
  creating: "A abrir a página de pagamento…",
  confirming: "A verificar o seu pagamento…",
  applied: "Pago. O seu saldo foi carregado.",
  failed: "Não pago. Pode tentar novamente.",
  held: "O seu pagamento está em análise. Por favor, não pague outra vez.",
  dismissed: "Não adicionado ao seu saldo. Contacte o suporte.",
  slow: "Está a demorar mais do que o habitual. Pode fechar esta página.",
  again: "Verificar novamente",
  reference: "Referência",
  network: "Sem ligação. Tente novamente.",
  busy: "De momento não é possível. Tente novamente dentro de instantes.",
  unauthorized: "Inicie sessão e tente novamente.",
  refused: "Não é possível pagar aqui. Recarregue a página ou contacte o suporte.",
  methods: "Pagar com",
  test: "Modo de teste",
};
