import type { TFunction } from "i18next";
import { day, money } from "@/lib/format";
import { type Column, TwoLines } from "@/ui/table";
import { AgreementState } from "../badges";
import { RestaurantLink } from "../restaurants/link";
import type { Agreement } from "./agreement";
import { Freezing } from "./freezing";

export function columnsOf(t: TFunction<"admin">): Column<Agreement>[] {
  return [
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.8fr)",
      cell: (one) => <TwoLines first={<RestaurantLink id={one.tenant_id} name={one.tenant_name} />} second={one.billing_email} />,
    },
    {
      id: "plan",
      header: t("restaurants.plan"),
      width: "minmax(0, 1.2fr)",
      hideBelow: "md",
      cell: ({ plan, next_plan: next }) => (
        <TwoLines
          first={t("subscriptions.version", { name: plan.name, version: plan.version })}
          second={next ? t("subscriptions.then", { name: next.name }) : ""}
        />
      ),
    },
    {
      id: "status",
      header: t("subscriptions.status"),
      width: "minmax(6.5rem, 1.1fr)",
      cell: (one) => <AgreementState of={one} />,
    },
    {
      id: "price",
      header: t("subscriptions.price"),
      width: "minmax(0, 1fr)",
      hideBelow: "lg",
      align: "end",
      cell: ({ amount, currency, interval }) =>
        amount && currency ? (
          <TwoLines
            first={money(amount, currency)}
            second={t(interval === "annually" ? "subscriptions.annually" : "subscriptions.monthly")}
          />
        ) : (
          <span className="text-muted">{t("plan.free")}</span>
        ),
    },
    {
      id: "end",
      header: t("subscriptions.end"),
      width: "8.5rem",
      hideBelow: "lg",
      cell: ({ current_period_end: end, cancel_at_period_end: cancels }) => (
        <TwoLines
          first={<span className="font-normal text-muted">{end ? day(end) : t("subscriptions.noEnd")}</span>}
          second={cancels ? t("subscriptions.cancels") : ""}
        />
      ),
    },
    {
      id: "freeze",
      header: <span className="sr-only">{t("freeze.action")}</span>,
      width: "minmax(5.5rem, auto)",
      hideBelow: "sm",
      align: "end",
      cell: (one) => <Freezing of={one} />,
    },
  ];
}
