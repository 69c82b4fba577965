import { createLazyRoute, Link, useNavigate } from "@tanstack/react-router";
import { BookText, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import { isNegative } from "@/features/billing/amounts";
import { dayAndTime, money } from "@/lib/format";
import { cn } from "@/lib/names";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { type Column, TwoLines } from "@/ui/table";
import { ListCard } from "../list-card";
import { Narrowed } from "../narrowed";
import { RestaurantLink } from "../restaurants/link";
import { FactDialog } from "./fact-dialog";
import type { LedgerEntry } from "./payment";
import { MoneyTabs } from "./tabs";

export const Route = createLazyRoute("/admin/payments/ledger")({ component: Ledger });

/** The facts of money: a restaurant's balance is their sum. */
function Ledger() {
  const { t } = useTranslation("admin");
  const { tenant } = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/payments/ledger" });
  const [adds, setAdds] = useState(false);
  const list = usePages<LedgerEntry>(["admin", "ledger", tenant], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/ledger/", { params: { query: { tenant, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
  const columns = useColumns();
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <Page
      title={t("money.ledger")}
      description={t("ledger.text")}
      actions={
        <Button tone="primary" onClick={() => setAdds(true)}>
          <Plus aria-hidden />
          {t("ledger.add")}
        </Button>
      }
    >
      <MoneyTabs />
      <ListCard
        label={t("money.ledger")}
        of="facts"
        list={list}
        columns={columns}
        keyOf={(entry) => entry.id}
        onClear={tenant ? clear : undefined}
        filters={tenant ? <Narrowed tenant={tenant} onClear={clear} /> : undefined}
        empty={
          <EmptyState icon={<BookText />} title={t("ledger.none")}>
            {t("ledger.noneText")}
          </EmptyState>
        }
      />
      {adds && <FactDialog tenant={tenant} onClose={() => setAdds(false)} />}
    </Page>
  );
}

function useColumns(): Column<LedgerEntry>[] {
  const { t } = useTranslation("admin");
  return [
    {
      id: "kind",
      header: t("ledger.kind"),
      width: "minmax(0, 1.6fr)",
      cell: (entry) => <TwoLines first={t(`fact.${entry.kind}`)} second={entry.note} />,
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
      id: "payment",
      header: t("ledger.payment"),
      width: "7rem",
      hideBelow: "lg",
      cell: ({ payment }) =>
        payment ? (
          <Link to="/admin/payments" search={{ payment }} className="rounded-sm underline-offset-4 hover:underline">
            {t("ledger.paymentNumber", { id: payment })}
          </Link>
        ) : (
          <span className="text-muted">–</span>
        ),
    },
    {
      id: "when",
      header: t("ledger.when"),
      width: "11.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (entry) => dayAndTime(entry.occurred_at),
    },
    {
      id: "amount",
      header: t("payments.amount"),
      width: "minmax(6.5rem, auto)",
      align: "end",
      cell: (entry) => (
        <span className={cn("font-medium", isNegative(entry.amount) ? "text-ink" : "text-good")}>
          {money(entry.amount, entry.currency)}
        </span>
      ),
    },
  ];
}
