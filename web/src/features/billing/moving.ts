import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Quote } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day, money } from "@/lib/format";
import { say } from "@/ui/toast";
import type { Acts } from "./acts";
import type { Choice } from "./choice";
import { useSayMethod } from "./facts";
import { useRefresh } from "./queries";

export type Moving = {
  /** What is shown before it is asked for; null for nothing. */
  quote: Quote | null;
  preview: (choice: Choice) => Promise<void>;
  move: () => void;
  stop: () => void;
};

/** Moves a running subscription to another plan: what that costs is asked for first, and nothing happens until it is confirmed. */
export function useMoving(acts: Acts, go: (address: string) => void): Moving {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const refresh = useRefresh();
  const sayMethod = useSayMethod();
  const [asked, setAsked] = useState<{ choice: Choice; quote: Quote } | null>(null);
  const stop = () => setAsked(null);
  const move = async ({ choice, quote }: { choice: Choice; quote: Quote }) => {
    const { data } = await client.POST("/api/subscriptions/change/", { body: choice });
    stop();
    if (data?.payment_url) return go(data.payment_url);
    await refresh();
    const payment = data?.payment;
    if (!payment) say(t("moved.later", { plan: quote.plan.name, day: day(quote.period_start, zone) }));
    else if (payment.status === "success") {
      const paid = { amount: money(payment.amount, payment.currency), method: sayMethod(payment.payment_method) };
      say(t("moved.now", { plan: quote.plan.name, ...paid }));
    } else say(t("moved.waits"));
  };
  return {
    quote: asked?.quote ?? null,
    stop,
    preview: async (choice) => {
      const { data } = await client.POST("/api/subscriptions/preview/", { body: choice });
      if (data) setAsked({ choice, quote: data });
    },
    move: () => asked && void acts.run("move", () => move(asked)),
  };
}
