import type { Words } from "./words.ts";

export const zh: Words = {
  direction: "ltr",
  states: {
    unpaid: {
      title: "未发生付款",
      text: "您在付款前离开了付款页面。您的余额没有变化。",
    },
    confirming: {
      title: "正在确认您的付款",
      text: "通常只需几秒钟。本页会自动再次查询。",
    },
    slow: {
      title: "正在确认您的付款",
      text: "所需时间比平常更长。您可以关闭本页，付款不会丢失。",
    },
    bank: {
      title: "您的银行正在处理",
      text: "银行付款最多需要 5 个工作日，到账后会计入您的点数。您可以关闭本页。",
    },
    crediting: { title: "即将完成", text: "您的付款已到账，正在计入余额。" },
    paid: { title: "已付款", text: "已有 {credits} 点计入您的余额。" },
    failed: {
      title: "未付款",
      text: "付款未成功，您的余额没有变化。您可以重试或换一种方式付款。",
    },
    canceled: { title: "已取消", text: "付款已取消，您的余额没有变化。您可以重试。" },
    expired: {
      title: "已过期",
      text: "付款页面已过期且未收到付款。您的余额没有变化，可以重试。",
    },
    held: {
      title: "我们正在核查您的付款",
      text: "您的付款已到账。工作人员核查后会计入您的余额。",
    },
    dismissed: {
      title: "未计入您的余额",
      text: "此付款未计入。请联系客服并提供此编号。",
    },
    not_found: {
      title: "此链接没有对应的付款",
      text: "链接可能不完整。如果您已付款，付款是安全的：请在商店查看余额。",
    },
  },
  do_not_pay: "请勿重复付款。",
  back: "继续",
  back_to: "返回 {name}",
  retry: "返回",
  retry_at: "在 {name} 重试",
  check_now: "立即查询",
  again: "再次查询",
  just_paid: "刚刚付过款？",
  questions: "有疑问？请向客服提供此编号。",
  receipt: "收据",
  leaves: "{seconds} 秒后返回。",
  stay: "留在本页",
  reference: "编号",
  amount: "金额",
  credits: "点数",
  started: "开始日期",
  test: "测试模式：不涉及真实资金",
};
