// The page's requests to your own server: a new topup at each click, and the balance.

export async function createTopup() {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pack: "small" }),
  };
  return (await call("/topups", init)).topup_id;
}

/** Shows the balance. If the request fails, the one on the page stays. */
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
