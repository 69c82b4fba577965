import { createLazyRoute, Link } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import { ago, day, dayAndTime, money } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/badge";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { type Column, TwoLines } from "@/ui/table";
import { ListCard } from "../list-card";
import { RestaurantLink } from "../restaurants/link";
import type { Dispute } from "./payment";
import { MoneyTabs } from "./tabs";

export const Route = createLazyRoute("/admin/payments/disputes")({ component: Disputes });

const minute = 60_000;

// Paystack's words for where a dispute is; others are shown as they are.
const words = ["awaiting-merchant-feedback", "awaiting-bank-feedback", "pending", "merchant-accepted", "declined"] as const;
const isKnown = (word: string): word is (typeof words)[number] => words.some((known) => known === word);

/** The payments that a cardholder contests. */
function Disputes() {
  const { t } = useTranslation("admin");
  const list = usePages<Dispute>(["admin", "disputes"], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/disputes/", { params: { query: { page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
  const columns = useColumns();
  return (
    <Page title={t("money.disputes")} description={t("disputes.text")}>
      <MoneyTabs />
      <ListCard
        label={t("money.disputes")}
        of="disputes"
        list={list}
        columns={columns}
        keyOf={(dispute) => dispute.id}
        empty={
          <EmptyState icon={<ShieldAlert />} title={t("disputes.none")}>
            {t("disputes.noneText")}
          </EmptyState>
        }
      />
    </Page>
  );
}

function useColumns(): Column<Dispute>[] {
  const { t } = useTranslation("admin");
  const now = useNow(minute);
  const say = (word: string) => (isKnown(word) ? t(`dispute.${word}`) : word.replaceAll("-", " "));
  return [
    {
      id: "amount",
      header: t("payments.amount"),
      width: "minmax(0, 1.2fr)",
      cell: (dispute) => (
        <TwoLines
          first={
            <Link
              to="/admin/payments"
              search={{ payment: dispute.payment }}
              className="rounded-sm tabular-nums underline-offset-4 hover:underline"
            >
              {money(dispute.amount, dispute.currency)}
            </Link>
          }
          second={dispute.paystack_reference}
        />
      ),
    },
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.4fr)",
      hideBelow: "sm",
      cell: ({ tenant }) => (
        <div className="truncate">
          <RestaurantLink id={tenant} />
        </div>
      ),
    },
    {
      id: "state",
      header: t("payments.state"),
      width: "minmax(0, 1.4fr)",
      cell: ({ resolved_at: done, resolution, status }) => (
        <Badge tone={done ? (resolution === "declined" ? "good" : "plain") : "warn"} className="max-w-full">
          <span className="truncate">{say(done ? resolution : status)}</span>
        </Badge>
      ),
    },
    {
      id: "due",
      header: t("disputes.due"),
      width: "8.5rem",
      hideBelow: "md",
      cell: ({ due_at: due, resolved_at: done }) =>
        done || !due ? (
          <span className="text-muted">–</span>
        ) : (
          <span title={dayAndTime(due)} className="font-medium text-warn">
            {ago(due, now)}
          </span>
        ),
    },
    {
      id: "opened",
      header: t("disputes.opened"),
      width: "7.5rem",
      hideBelow: "lg",
      className: "text-muted tabular-nums",
      cell: (dispute) => day(dispute.opened_at),
    },
  ];
}
