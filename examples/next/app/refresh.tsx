"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** The balance is the server's word: it is asked again when a topup has been added to it. */
export function Refresh() {
  const { refresh } = useRouter();
  useEffect(() => {
    const ask = (): void => refresh();
    addEventListener("dodo-topup-applied", ask);
    return () => removeEventListener("dodo-topup-applied", ask);
  }, [refresh]);
  return null;
}
