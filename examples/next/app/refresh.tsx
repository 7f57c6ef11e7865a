"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reloads the balance from the server after a topup was credited. */
export function Refresh() {
  const { refresh } = useRouter();
  useEffect(() => {
    const ask = (): void => refresh();
    addEventListener("dodo-topup-applied", ask);
    return () => removeEventListener("dodo-topup-applied", ask);
  }, [refresh]);
  return null;
}
