import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Plus, Tags } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plan } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { plansQuery } from "../money/plans";
import { grouped } from "./grouped";
import { PlanCard } from "./plan-card";
import { PlanForm } from "./plan-form";
import { RetirePlan } from "./retire-plan";

export const Route = createLazyRoute("/admin/plans")({ component: Plans });

export type OnPlan = { change: (plan: Plan) => void; retire: (plan: Plan) => void };

/** What restaurants can subscribe to, and what they could before. */
function Plans() {
  const { t } = useTranslation("admin");
  const plans = useQuery(plansQuery);
  const [form, setForm] = useState<{ plan: Plan | null } | null>(null);
  const [retires, setRetires] = useState<Plan | null>(null);
  const add = (
    <Button tone="primary" onClick={() => setForm({ plan: null })}>
      <Plus aria-hidden />
      {t("plans.add")}
    </Button>
  );
  const on: OnPlan = { change: (plan) => setForm({ plan }), retire: setRetires };
  return (
    <Page title={t("nav.plans")} description={t("plans.text")} actions={add}>
      {plans.isPending ? (
        <div className="space-y-6">
          <Skeleton className="h-56 rounded-lg" />
          <Skeleton className="h-56 rounded-lg" />
        </div>
      ) : plans.error && !plans.data ? (
        <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />
      ) : plans.data?.length === 0 ? (
        <Card>
          <EmptyState icon={<Tags />} title={t("plans.none")} action={add}>
            {t("plans.noneText")}
          </EmptyState>
        </Card>
      ) : (
        <div className="space-y-6">
          {grouped(plans.data ?? []).map((group) => (
            <PlanCard key={group.type} group={group} on={on} />
          ))}
        </div>
      )}
      {form && <PlanForm plan={form.plan} onClose={() => setForm(null)} />}
      {retires && <RetirePlan plan={retires} onClose={() => setRetires(null)} />}
    </Page>
  );
}
