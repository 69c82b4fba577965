import { useEffect, useState } from "react";
import { client } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useHere } from "@/app/who";
import { type Choice, remember } from "./choice";
import { useRefresh } from "./queries";

/** Asks for a payment's page. A console on an origin that payments do not lead back to comes back to the API's own. */
async function checkout(choice: Choice, back: string): Promise<string> {
  try {
    const { data } = await client.POST("/api/subscriptions/subscribe/", { body: { ...choice, callback_url: back } });
    return data?.payment_url ?? "";
  } catch (error) {
    if (!isProblem(error) || !("callback_url" in error.fields)) throw error;
    const { data } = await client.POST("/api/subscriptions/subscribe/", { body: choice });
    return data?.payment_url ?? "";
  }
}

export type Paying = {
  /** The browser is on its way to a page of Paystack's. */
  leaving: boolean;
  /** Leads to the page where a choice is paid, which leads back here. */
  pay: (choice: Choice) => Promise<void>;
  /** Leads to another page of Paystack's. */
  go: (address: string) => void;
};

/** The ways to Paystack's pages. Nothing is paid but there, and whatever is, is paid by a press of a button. */
export function usePaying(): Paying {
  const here = useHere();
  const refresh = useRefresh();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // Back from Paystack by the browser's button, the page may be as it was left.
    const shown = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      setLeaving(false);
      void refresh();
    };
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  });
  const go = (address: string) => {
    setLeaving(true);
    location.assign(address);
  };
  return {
    leaving,
    go,
    pay: async (choice) => {
      remember(here.slug, choice);
      go(await checkout(choice, `${location.origin}/r/${here.slug}/billing`));
    },
  };
}
