// What a page asks of the shop's own server: `routes.ts` answers it.

/** Makes a topup of the small pack; what it costs is the server's word. */
export async function createTopup(): Promise<string> {
  const { topup_id } = await call<{ topup_id: string }>("/topups", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ pack: "small" }),
  });
  return topup_id;
}

/** The buyer's credits, as a page shows them. */
export async function readBalance(): Promise<string> {
  const { credits } = await call<{ credits: number }>("/balance");
  return credits.toLocaleString("en");
}

async function call<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}
