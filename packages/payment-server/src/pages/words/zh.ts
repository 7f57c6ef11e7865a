import type { Words } from "./words.ts";

export const zh: Words = {
  direction: "ltr",
  states: {
    pending: {
      title: "处理中",
      text: "我们尚未收到您的付款。本页会自动再次查询。如果您没有付款，可以关闭本页。",
    },
    crediting: { title: "即将完成", text: "您的付款已到账，正在计入余额。本页会自动再次查询。" },
    paid: { title: "已付款", text: "您的付款已到账，余额已充值。" },
    failed: { title: "未付款", text: "付款未成功。您可以返回重试。" },
    canceled: { title: "已取消", text: "付款已取消。您可以返回重试。" },
    expired: { title: "已过期", text: "付款页面已过期且未收到付款。您可以返回重新打开。" },
    held: { title: "人工核查中", text: "您的付款已到账，正在由工作人员核查。请勿重复付款。" },
    dismissed: { title: "未计入", text: "此付款未计入您的余额。请联系客服并提供下方的编号。" },
    not_found: { title: "未找到", text: "此地址没有对应的付款。请检查链接。" },
  },
  back: "继续",
  retry: "返回",
  again: "再次查询",
  reference: "编号",
  amount: "金额",
  credits: "点数",
  test: "测试模式：不涉及真实资金",
};
