import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CreditCard, Grid2x2, UserPlus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { restaurantsQuery, useHere, useProfile, useTenant } from "@/app/who";
import { hasOpenedTool, withSetting } from "@/features/account/welcome";
import { cn } from "@/lib/names";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { sayFailed } from "@/ui/toast";
import { membersQuery, wantsChecklist } from "./data";

/** The first steps of a new restaurant, until all are done or the owner knows their way. */
export function Checklist() {
  const { t } = useTranslation(["overview", "common"]);
  const here = useHere();
  const tenant = useTenant();
  const queries = useQueryClient();
  const wanted = wantsChecklist(here, useProfile(), tenant);
  const members = useQuery({ ...membersQuery, enabled: wanted });
  const dismiss = api.useMutation("patch", "/api/tenants/{id}/", {
    onSuccess: () => queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey }),
    onError: (error) => sayFailed(t("checklist.title"), error),
  });
  if (!wanted || !tenant || !members.data) return null;
  const params = { restaurant: here.slug };
  const steps: { key: "plan" | "staff" | "tool"; done: boolean; icon: ReactNode; link: ReactNode }[] = [
    {
      key: "plan",
      done: here.subscription_status === "active",
      icon: <CreditCard />,
      link: (
        <Link to="/r/$restaurant/billing" params={params}>
          {t("checklist.plan.action")}
        </Link>
      ),
    },
    {
      key: "staff",
      done: members.data.count > 1,
      icon: <UserPlus />,
      link: (
        <Link to="/r/$restaurant/staff" params={params} search={{ invite: true }}>
          {t("checklist.staff.action")}
        </Link>
      ),
    },
    {
      key: "tool",
      done: hasOpenedTool(tenant.settings),
      icon: <Grid2x2 />,
      link: (
        <Link to="/r/$restaurant/tools" params={params}>
          {t("checklist.tool.action")}
        </Link>
      ),
    },
  ];
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Card className="mb-6">
      <CardHeader
        title={t("checklist.title")}
        description={t("checklist.progress", { done, count: steps.length })}
        actions={
          <IconButton
            name={t("checklist.dismiss")}
            icon={<X />}
            size="iconSm"
            onClick={() =>
              dismiss.mutate({
                params: { path: { id: tenant.id } },
                body: { settings: withSetting(tenant.settings, "checklist_dismissed") },
              })
            }
          />
        }
      />
      <ol className="grid divide-y border-t md:grid-cols-3 md:divide-x md:divide-y-0">
        {steps.map((step) => (
          <li key={step.key} className="flex flex-col items-start gap-3 p-5">
            <span className={cn("[&_svg]:size-6", step.done ? "text-good" : "text-accent")} aria-hidden>
              {step.done ? <CircleCheck /> : step.icon}
            </span>
            <div className="grow">
              <h3 className={cn("font-semibold", step.done && "text-muted line-through")}>
                {t(`checklist.${step.key}.title`)}
                {step.done && <span className="sr-only"> ({t("checklist.done")})</span>}
              </h3>
              <p className="mt-0.5 text-sm text-muted">{t(`checklist.${step.key}.text`)}</p>
            </div>
            {!step.done && (
              <Button asChild size="sm">
                {step.link}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
