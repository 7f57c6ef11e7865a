import type { Words } from "./words.ts";

export const pt: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "Nada foi pago",
      text: "Saiu da página de pagamento antes de pagar. O seu saldo não mudou.",
    },
    confirming: {
      title: "A confirmar o seu pagamento",
      text: "Costuma demorar alguns segundos. Esta página verifica novamente sozinha.",
    },
    slow: {
      title: "A confirmar o seu pagamento",
      text: "Está a demorar mais do que o habitual. Pode fechar esta página: nada se perde.",
    },
    bank: {
      title: "O seu banco está a tratar disso",
      text: "Um pagamento bancário demora até 5 dias úteis. Os seus créditos são adicionados quando chegar. Pode fechar esta página.",
    },
    crediting: {
      title: "Quase lá",
      text: "O seu pagamento chegou e está a ser adicionado ao seu saldo.",
    },
    paid: { title: "Pago", text: "Foram adicionados {credits} créditos ao seu saldo." },
    failed: {
      title: "Não pago",
      text: "O pagamento não foi concluído e o seu saldo não mudou. Pode tentar novamente ou pagar de outra forma.",
    },
    canceled: {
      title: "Cancelado",
      text: "O pagamento foi cancelado e o seu saldo não mudou. Pode tentar novamente.",
    },
    expired: {
      title: "Expirado",
      text: "A página de pagamento expirou sem pagamento. O seu saldo não mudou e pode tentar novamente.",
    },
    held: {
      title: "Estamos a verificar o seu pagamento",
      text: "O seu pagamento chegou. Uma pessoa verifica-o antes de ser adicionado ao seu saldo.",
    },
    dismissed: {
      title: "Não adicionado ao seu saldo",
      text: "Este pagamento não foi adicionado. Contacte o suporte e indique esta referência.",
    },
    not_found: {
      title: "Não existe nenhum pagamento nesta ligação",
      text: "A ligação pode estar cortada. Se pagou, o seu pagamento está seguro: veja o seu saldo na loja.",
    },
  },
  do_not_pay: "Por favor, não pague outra vez.",
  back: "Continuar",
  back_to: "Voltar a {name}",
  retry: "Voltar",
  retry_at: "Tentar novamente em {name}",
  check_now: "Verificar agora",
  again: "Verificar novamente",
  just_paid: "Acabou de pagar?",
  questions: "Dúvidas? Indique esta referência ao suporte.",
  receipt: "Recibo",
  leaves: "Volta em {seconds} segundos.",
  stay: "Ficar aqui",
  reference: "Referência",
  amount: "Valor",
  credits: "Créditos",
  started: "Iniciado",
  test: "Modo de teste: sem dinheiro real",
};
