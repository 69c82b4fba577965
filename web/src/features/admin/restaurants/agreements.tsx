import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { day, money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useAct } from "../acts";
import { AgreementState } from "../badges";
import { type Agreement, agreementsOf } from "../money/agreement";
import { Freezing } from "../money/freezing";
import { ActivateDialog } from "./activate-dialog";
import type { Seen } from "./data";

/** What the restaurant agreed to: the newest counts. */
export function Agreements({ seen }: { seen: Seen }) {
  const { t } = useTranslation("admin");
  const list = useQuery(agreementsOf(seen.id));
  const [asks, setAsks] = useState<"open" | "close" | null>(null);
  const { busy, act } = useAct();
  const close = () => setAsks(null);
  const shut = async () => {
    const send = () => client.POST("/api/tenants/{id}/deactivate_subscription/", { params: { path: { id: seen.id } } });
    if (await act("close", send, t("plan.closed", { name: seen.name }))) close();
  };
  return (
    <Card aria-labelledby="agreements">
      <CardHeader
        id="agreements"
        title={t("plan.title")}
        actions={
          !seen.deleted_at && (
            <>
              {seen.subscription_status !== "inactive" && (
                <Button size="sm" tone="dangerQuiet" onClick={() => setAsks("close")}>
                  {t("plan.close")}
                </Button>
              )}
              <Button size="sm" onClick={() => setAsks("open")}>
                {t("plan.open")}
              </Button>
            </>
          )
        }
      />
      <CardBody>
        {list.isPending ? (
          <Skeleton className="h-16" />
        ) : list.error ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} className="py-6" />
        ) : list.data.length === 0 ? (
          <p className="text-muted">
            {seen.subscription_status === "trial" ? t("plan.trial", { day: day(seen.trial_end_date) }) : t("plan.none")}
          </p>
        ) : (
          <ul className="divide-y">
            {list.data.map((agreement) => (
              <Row key={agreement.id} agreement={agreement} />
            ))}
          </ul>
        )}
      </CardBody>
      {asks === "open" && <ActivateDialog seen={seen} onClose={close} />}
      <Confirm
        open={asks === "close"}
        danger
        onClose={close}
        title={t("plan.closeTitle", { name: seen.name })}
        action={t("plan.close")}
        busy={busy === "close"}
        onConfirm={() => void shut()}
      >
        <p>{t("plan.closeText")}</p>
      </Confirm>
    </Card>
  );
}

function Row({ agreement }: { agreement: Agreement }) {
  const { t } = useTranslation("admin");
  const { plan, amount, currency, interval, current_period_end: end } = agreement;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 grow">
        <p className="font-medium">{plan.name}</p>
        <p className="text-sm text-muted">
          {amount && currency
            ? t(interval === "annually" ? "plan.aYear" : "plan.aMonth", { amount: money(amount, currency) })
            : t("plan.free")}
          {end && ` · ${t("plan.until", { day: day(end) })}`}
        </p>
      </div>
      <AgreementState of={agreement} />
      <Freezing of={agreement} />
    </li>
  );
}
