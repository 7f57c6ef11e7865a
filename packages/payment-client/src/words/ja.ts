import type { Words } from "./words.ts";

/** The texts in Japanese. */
export const ja: Words = {
  language: "ja",
  direction: "ltr",
  label: "残高をチャージ",
  creating: "決済ページを開いています…",
  confirming: "お支払いを確認しています…",
  applied: "お支払い済みです。残高にチャージされました。",
  failed: "お支払いできませんでした。もう一度お試しいただけます。",
  held: "担当者がお支払いを確認しています。もう一度お支払いにならないでください。",
  dismissed: "残高に追加されませんでした。サポートにご連絡ください。",
  slow: "通常より時間がかかっています。このページは閉じていただいて構いません。",
  again: "もう一度確認",
  reference: "参照番号",
  network: "接続できません。もう一度お試しください。",
  busy: "ただいまご利用いただけません。しばらくしてからもう一度お試しください。",
  unauthorized: "ログインして、もう一度お試しください。",
  refused: "ここではお支払いいただけません。ページを再読み込みするか、サポートにご連絡ください。",
  methods: "お支払い方法",
  test: "テストモード",
};
