import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Listed } from "@/api/lists";
import { number } from "@/lib/format";
import { Card } from "@/ui/card";
import { Select } from "@/ui/form";
import { SkeletonRows } from "@/ui/skeleton";
import { ErrorState, NothingFound } from "@/ui/states";
import { type Column, Table } from "@/ui/table";

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
  /** A list by cursor is not counted. */
  counted?: boolean;
  rowHeight?: number;
  order?: string;
  onOrder?: (order: string) => void;
};

/** A list with what narrows it above, in every state that it can be in. */
export function ListCard<Row>({ filters, list, onClear, empty, counted = true, ...table }: Props<Row>) {
  const { t } = useTranslation("admin");
  const { count } = list.rows;
  return (
    <Card aria-label={table.label}>
      {(filters || counted) && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-b px-5 py-3">
          {filters ?? <span />}
          {counted && (
            <p className="text-sm text-muted tabular-nums" role="status">
              {!list.isPending && !list.error && t("list.count", { count, shown: number(count) })}
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

/** Filters side by side, two beside each other on a phone. */
export function FilterRow({ children }: { children: ReactNode }) {
  return <search className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:w-full max-sm:grid-cols-2">{children}</search>;
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
      className="sm:w-auto sm:max-w-56"
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
