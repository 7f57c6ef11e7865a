// A pack is clicked: the shop makes a topup, the payment service opens a checkout for it, the browser goes there.
const balance = document.querySelector("#balance");
const status = document.querySelector("#status");

async function call(path, body) {
  const init = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function showBalance() {
  balance.textContent = (await call("/balance")).credits.toLocaleString("en");
}

async function buy(pack) {
  status.textContent = "Opening the checkout…";
  const { topup_id } = await call("/topups", { pack });
  const { checkout_url } = await call("/v1/payment/checkout/create", { method_id: "dodo", topup_id, return_to: location.origin + "/" });
  location.assign(checkout_url);
}

for (const button of document.querySelectorAll("[data-pack]")) {
  button.addEventListener("click", () => buy(button.dataset.pack).catch((error) => { status.textContent = error.message; }));
}
addEventListener("pageshow", () => { status.textContent = ""; showBalance(); });
