CREATE TABLE topups (
  topup_id TEXT PRIMARY KEY, user_id TEXT NOT NULL,
  credits INTEGER NOT NULL, usd_cents INTEGER NOT NULL,
  status TEXT NOT NULL, -- 'pending', then 'paid'
  note TEXT
);
CREATE TABLE balances (user_id TEXT PRIMARY KEY, credits INTEGER NOT NULL);
