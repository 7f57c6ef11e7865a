import type { Words } from "./words.ts";

export const pt: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "A caminho",
      text: "Ainda não recebemos o seu pagamento. Esta página verifica novamente sozinha. Se não pagou, pode fechá-la.",
    },
    crediting: {
      title: "Quase lá",
      text: "O seu pagamento chegou e está a ser adicionado ao seu saldo. Esta página verifica novamente sozinha.",
    },
    paid: { title: "Pago", text: "O seu pagamento chegou e o seu saldo foi carregado." },
    failed: {
      title: "Não pago",
      text: "O pagamento não foi concluído. Pode voltar e tentar novamente.",
    },
    canceled: {
      title: "Cancelado",
      text: "O pagamento foi cancelado. Pode voltar e tentar novamente.",
    },
    expired: {
      title: "Expirado",
      text: "A página de pagamento expirou sem pagamento. Pode voltar e abrir uma nova.",
    },
    held: {
      title: "Em análise",
      text: "O seu pagamento chegou e está a ser analisado por uma pessoa. Por favor, não pague outra vez.",
    },
    dismissed: {
      title: "Não adicionado",
      text: "Este pagamento não foi adicionado ao seu saldo. Contacte o suporte e indique a referência.",
    },
    not_found: {
      title: "Não encontrado",
      text: "Não existe nenhum pagamento neste endereço. Verifique a ligação.",
    },
  },
  back: "Continuar",
  retry: "Voltar",
  again: "Verificar novamente",
  reference: "Referência",
  amount: "Valor",
  credits: "Créditos",
  test: "Modo de teste: sem dinheiro real",
};
