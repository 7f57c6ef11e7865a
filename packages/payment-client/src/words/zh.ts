import type { Words } from "./words.ts";

/** The texts in Chinese. */
export const zh: Words = {
  language: "zh",
  direction: "ltr",
  label: "充值",
  creating: "正在打开付款页面…",
  confirming: "正在查询您的付款…",
  applied: "已付款。余额已充值。",
  failed: "未付款。您可以重试。",
  held: "您的付款正在由工作人员核查。请勿重复付款。",
  dismissed: "未计入您的余额。请联系客服。",
  slow: "所需时间比平时长。您可以关闭本页。",
  again: "再次查询",
  reference: "编号",
  network: "无法连接。请重试。",
  busy: "暂时无法处理。请稍后重试。",
  unauthorized: "请登录后重试。",
  refused: "此处无法付款。请刷新页面或联系客服。",
  methods: "付款方式",
  test: "测试模式",
};
