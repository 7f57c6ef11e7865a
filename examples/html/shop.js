// What the page asks of your own server: a topup at each click, and the balance, which is the server's word.

export async function createTopup() {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pack: "small" }),
  };
  return (await call("/topups", init)).topup_id;
}

/** Without an answer the balance that is shown stays. */
export async function showBalance() {
  const { credits } = await call("/balance").catch(() => ({}));
  if (credits !== undefined)
    document.querySelector("#balance").textContent = credits.toLocaleString("en");
}

async function call(path, init) {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return await response.json();
}
