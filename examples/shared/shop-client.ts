// The page's requests to the shop's own server, which are answered in `routes.ts`.

/** Creates a topup of the small pack and returns its id. The server sets the price. */
export async function createTopup(): Promise<string> {
  const { topup_id } = await call<{ topup_id: string }>("/topups", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pack: "small" }),
  });
  return topup_id;
}

/** Reads the buyer's credits, formatted for the page. */
export async function readBalance(): Promise<string> {
  const { credits } = await call<{ credits: number }>("/balance");
  return credits.toLocaleString("en");
}

async function call<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}
