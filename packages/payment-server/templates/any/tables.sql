-- The two tables of the shop. Our own tables are made at the first request, or by
-- npx @x/payment-server migrate
CREATE TABLE IF NOT EXISTS topups (
  topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
  credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL,
  status TEXT NOT NULL, -- 'pending', then 'paid'
  note TEXT
);
CREATE TABLE IF NOT EXISTS balances (user_id TEXT PRIMARY KEY, credits BIGINT NOT NULL);
