import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Subscription } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day } from "@/lib/format";
import { say, sayFailed } from "@/ui/toast";
import type { Choice } from "./choice";
import type { Paying } from "./paying";
import { useRefresh } from "./queries";

export type Acts = {
  /** The name of what is under way, "" for nothing: one thing is done at a time. */
  busy: string;
  /** Does something by its name, and says so when it fails. It reports whether it worked. */
  run: (name: string, act: () => Promise<unknown>) => Promise<boolean>;
  pay: (choice: Choice) => void;
  payNext: (sub: Subscription) => void;
  keepPlan: (sub: Subscription) => void;
  resume: () => void;
  replaceCard: () => void;
  cancel: (sub: Subscription, now: boolean) => Promise<boolean>;
};

/** What an owner can do about a subscription. */
export function useActs(paying: Paying): Acts {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const refresh = useRefresh();
  const [working, setWorking] = useState("");
  const run = async (name: string, act: () => Promise<unknown>) => {
    if (working || paying.leaving) return false;
    setWorking(name);
    try {
      await act();
      return true;
    } catch (error) {
      sayFailed(t("failed"), error);
      return false;
    } finally {
      setWorking("");
    }
  };
  const done = async (act: Promise<unknown>, text: string, undo?: () => void) => {
    await act;
    await refresh();
    say(text, undo);
  };
  const resume = () => void run("resume", () => done(client.POST("/api/subscriptions/subscription/resume/"), t("acts.resumed")));
  return {
    busy: paying.leaving ? "leaving" : working,
    run,
    resume,
    pay: (choice) => void run("pay", () => paying.pay(choice)),
    payNext: ({ plan, currency, interval }) =>
      void run("pay", () =>
        paying.pay({ plan_id: plan.id, currency: currency ?? "", interval: interval === "annually" ? "annually" : "monthly" }),
      ),
    keepPlan: ({ plan }) =>
      void run("keepPlan", () => done(client.DELETE("/api/subscriptions/change/"), t("acts.kept", { plan: plan.name }))),
    replaceCard: () =>
      void run("replaceCard", async () => {
        const { data } = await client.GET("/api/subscriptions/subscription/card-link/");
        if (data) paying.go(data.url);
      }),
    cancel: (sub, now) => {
      const end = sub.current_period_end ? day(sub.current_period_end, zone) : "";
      const text = now ? t("acts.cancelledNow") : t("acts.cancelled", { day: end });
      const act = () => client.POST("/api/subscriptions/subscription/cancel/", { body: { now } });
      return run("cancel", () => done(act(), text, now ? undefined : resume));
    },
  };
}
