import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { CreditCard } from "lucide-react";
import { useId, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/ui/form";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Choose, FilterRow, ListCard } from "../list-card";
import { Narrowed } from "../narrowed";
import { type PaymentsSearch, paymentStates } from "../search";
import { currencies, usePayments } from "./payment";
import { columnsOf } from "./payment-columns";
import { PaymentSheet } from "./payment-sheet";
import { MoneyTabs } from "./tabs";

export const Route = createLazyRoute("/admin/payments")({ component: Payments });

type Change = (to: Partial<PaymentsSearch>, replace?: boolean) => void;

/** What all restaurants paid, or were to. */
function Payments() {
  const { t } = useTranslation(["admin", "billing"]);
  const search = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/payments" });
  const list = usePayments(search);
  const change: Change = (to, replace = true) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace, resetScroll: false });
  const now = useRef(change);
  now.current = change;
  const columns = useMemo(() => columnsOf(t, (payment) => now.current({ payment }, false)), [t]);
  const { payment, ...narrow } = search;
  const isNarrowed = Object.values(narrow).some((value) => value !== undefined);
  return (
    <Page title={t("money.payments")} description={t("payments.text")}>
      <MoneyTabs />
      <ListCard
        label={t("money.payments")}
        of="payments"
        list={list}
        columns={columns}
        keyOf={(one) => one.id}
        onClear={
          isNarrowed
            ? () => change({ status: undefined, currency: undefined, from: undefined, to: undefined, tenant: undefined })
            : undefined
        }
        filters={<Filters search={search} change={change} />}
        empty={
          <EmptyState icon={<CreditCard />} title={t("payments.none")}>
            {t("payments.noneText")}
          </EmptyState>
        }
      />
      {payment && <PaymentSheet id={payment} onClose={() => change({ payment: undefined })} />}
    </Page>
  );
}

function Filters({ search, change }: { search: PaymentsSearch; change: Change }) {
  const { t } = useTranslation(["admin", "billing"]);
  const { status, currency, from, to, tenant } = search;
  return (
    <FilterRow>
      <Choose
        label={t("payments.state")}
        any={t("payments.anyState")}
        value={status}
        options={paymentStates}
        say={(one) => t(`billing:payments.status.${one}`)}
        onChange={(status) => change({ status })}
      />
      <Choose
        label={t("payments.currency")}
        any={t("payments.anyCurrency")}
        value={currencies.find((known) => known === currency)}
        options={currencies}
        say={(one) => one}
        onChange={(currency) => change({ currency })}
      />
      <fieldset className="flex flex-wrap items-center gap-2 max-sm:w-full">
        <legend className="sr-only">{t("payments.asked")}</legend>
        <Day label={t("payments.from")} value={from} max={to} onChange={(from) => change({ from })} />
        <Day label={t("payments.to")} value={to} min={from} onChange={(to) => change({ to })} />
      </fieldset>
      {tenant && <Narrowed tenant={tenant} onClear={() => change({ tenant: undefined })} />}
    </FilterRow>
  );
}

type DayProps = { label: string; value?: string; min?: string; max?: string; onChange: (day: string | undefined) => void };

function Day({ label, value = "", onChange, ...bounds }: DayProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 max-sm:w-full">
      <label htmlFor={id} className="text-sm text-muted max-sm:w-10">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        className="w-38 max-sm:w-auto max-sm:grow"
        value={value}
        onChange={(event) => onChange(event.target.value || undefined)}
        {...bounds}
      />
    </div>
  );
}
