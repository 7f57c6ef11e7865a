// The shop's part of the button: creates a topup at each click and shows the balance that the
// server reports.
const balance = document.querySelector("#balance");
const grown = document.querySelector("#grown");

async function call(path, body) {
  const init =
    body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  const response = await fetch(path, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/**
 * Shows the balance, and how much it has grown since this tab last showed it, usually before the
 * checkout.
 */
async function showBalance() {
  const { credits } = await call("/balance");
  const more = credits - Number(sessionStorage.getItem("balance") ?? credits);
  sessionStorage.setItem("balance", credits);
  balance.textContent = credits.toLocaleString("en");
  if (more > 0) grown.textContent = `+${more.toLocaleString("en")}`;
}

for (const button of document.querySelectorAll("dodo-topup-button")) {
  const pack = button.querySelector("[name=pack]").value;
  button.createTopup = async () => (await call("/topups", { pack })).topup_id;
}

// If the request fails, the balance on the page stays.
for (const moment of ["pageshow", "dodo-topup-applied"])
  addEventListener(moment, () => showBalance().catch(() => {}));
