import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { Payment } from "@/api/types";
import { useHere } from "@/app/who";
import { money } from "@/lib/format";
import { Button } from "@/ui/button";
import { Banner, sayProblem } from "@/ui/states";
import { type Choice, forget, remembered } from "./choice";
import { useSayMethod } from "./facts";
import { useRefresh, verifyQuery } from "./queries";
import { useSayReason } from "./reasons";

type Props = { reference: string; busy: boolean; onRetry: (choice: Choice) => void };

/** Says what became of the payment that the browser comes back from. A page that is loaded again does not say it again. */
export function Returned({ reference, busy, onRetry }: Props) {
  const { t } = useTranslation(["billing", "common"]);
  const here = useHere();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [asked, setAsked] = useState(reference);
  if (reference && reference !== asked) setAsked(reference);
  const verify = useQuery(verifyQuery(asked));
  const status = verify.data?.status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each payment, and what became of it
  useEffect(() => {
    if (!status) return;
    if (status === "success") forget(here.slug);
    if (status === "pending") return;
    void navigate({ to: "/r/$restaurant/billing", params: { restaurant: here.slug }, search: {}, replace: true });
    void refresh();
  }, [status, asked]);
  if (!asked) return null;
  if (verify.error) {
    const unknown = isProblem(verify.error) && verify.error.status === 404;
    return (
      <Banner
        tone="bad"
        className="mb-6"
        title={t(unknown ? "returned.unknown" : "returned.unasked")}
        action={!unknown && <Check busy={verify.isFetching} onCheck={() => void verify.refetch()} />}
      >
        {unknown ? t("returned.unknownText") : sayProblem(verify.error)}
      </Banner>
    );
  }
  if (!verify.data) return <Banner className="mb-6" title={t("returned.asking")} />;
  return (
    <Outcome payment={verify.data}>
      <Retry status={verify.data.status} {...{ busy, onRetry }} />
      {status === "pending" && <Check busy={verify.isFetching} onCheck={() => void verify.refetch()} />}
    </Outcome>
  );
}

function Check({ busy, onCheck }: { busy: boolean; onCheck: () => void }) {
  const { t } = useTranslation("billing");
  return (
    <Button size="sm" busy={busy} onClick={onCheck}>
      {t("returned.check")}
    </Button>
  );
}

/** Offers to pay the same again. Without knowing what, the plans below are there to choose from. */
function Retry({ status, busy, onRetry }: { status: Payment["status"]; busy: boolean; onRetry: (choice: Choice) => void }) {
  const { t } = useTranslation("billing");
  const choice = remembered(useHere().slug);
  if (!choice || !["failed", "pending", "abandoned"].includes(status)) return null;
  return (
    <Button size="sm" tone="primary" busy={busy} onClick={() => onRetry(choice)}>
      {t("returned.retry")}
    </Button>
  );
}

const looks = { success: "good", failed: "bad", pending: "warn", abandoned: "bad", parked: "warn", refunded: "info" } as const;

function Outcome({ payment, children }: { payment: Payment; children: ReactNode }) {
  const { t } = useTranslation("billing");
  const sayReason = useSayReason();
  const sayMethod = useSayMethod();
  const amount = money(payment.amount, payment.currency);
  const method = sayMethod(payment.payment_method);
  const how = payment.status === "success" && method ? "successWith" : payment.status;
  return (
    <Banner
      tone={looks[payment.status]}
      className="mb-6"
      title={t(`returned.${payment.status}`)}
      action={<div className="flex flex-wrap gap-2">{children}</div>}
    >
      {t(`returned.text.${how}`, { amount, method, reason: sayReason(payment.failure_reason) })}
    </Banner>
  );
}
