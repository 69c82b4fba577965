import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Listed } from "@/api/lists";
import { number } from "@/lib/format";
import { Card } from "@/ui/card";
import { Select } from "@/ui/form";
import { SkeletonRows } from "@/ui/skeleton";
import { ErrorState, NothingFound } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

type Counted = "restaurants" | "people" | "payments" | "disputes" | "findings" | "facts" | "subscriptions" | "visits";

type Props<Row> = {
  label: string;
  list: Listed<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  filters?: ReactNode;
  /** Clears what narrows the list; left out where nothing does. */
  onClear?: () => void;
  /** What stands where there is nothing yet. */
  empty: ReactNode;
  /** What its rows are, in a word; left out of a list by cursor, which is not counted. */
  of?: Counted;
  rowHeight?: number;
  order?: string;
  onOrder?: (order: string) => void;
};

/** A list with what narrows it above, in every state that it can be in. */
export function ListCard<Row>({ filters, list, onClear, empty, of, ...table }: Props<Row>) {
  const { t } = useTranslation(["admin", "common"]);
  const { count } = list.rows;
  const isNothing = count === 0 && !list.isPending && !list.error;
  return (
    <Card aria-label={table.label}>
      {(filters || (of && count > 0)) && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-b px-5 py-3">
          {filters ?? <span />}
          {of && (
            <p className="text-sm text-muted tabular-nums" role="status">
              {count > 0 && !list.error && t(`counted.${of}`, { count, shown: number(count) })}
              {isNothing && onClear && <span className="sr-only">{t("common:found.nothing")}</span>}
            </p>
          )}
        </div>
      )}
      {list.isPending ? (
        <SkeletonRows rows={8} />
      ) : list.error && count === 0 ? (
        <ErrorState error={list.error} onRetry={list.refetch} />
      ) : count > 0 ? (
        <Table rows={list.rows} {...table} />
      ) : onClear ? (
        <NothingFound onClear={onClear} />
      ) : (
        empty
      )}
    </Card>
  );
}

/** Filters side by side. On a phone they fill the lines that they need: none is narrower than what it says. */
export function FilterRow({ children }: { children: ReactNode }) {
  return <search className="flex min-w-0 flex-wrap items-center gap-2 max-sm:w-full sm:flex-1">{children}</search>;
}

/** One of few by which a list is narrowed. */
export function Choose<T extends string>({
  label,
  any,
  value,
  options,
  say,
  onChange,
}: {
  label: string;
  any: string;
  value: T | undefined;
  options: readonly T[];
  say: (option: T) => string;
  onChange: (value: T | undefined) => void;
}) {
  return (
    <Select
      aria-label={label}
      className="w-auto max-sm:grow sm:max-w-56"
      value={value ?? ""}
      onChange={(event) => onChange(options.find((option) => option === event.target.value))}
    >
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {say(option)}
        </option>
      ))}
    </Select>
  );
}
