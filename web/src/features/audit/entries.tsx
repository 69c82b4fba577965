import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { day } from "@/lib/format";
import { cn } from "@/lib/names";
import { useInSight } from "@/ui/in-sight";
import { Skeleton } from "@/ui/skeleton";
import type { Rows } from "@/ui/table";
import { EntryRow } from "./entry-row";
import { useWhose } from "./whose";

const rowHeight = 60; // pixels; each has the same, so that none has to be measured
const headingHeight = 44;

type Props = { rows: Rows<AuditEntry>; onOpen: (entry: AuditEntry) => void };

/** The entries below their days: only those in sight are in the document. */
export function Entries({ rows, onOpen }: Props) {
  const { t } = useTranslation("audit");
  const { zone } = useWhose();
  const list = useRef<HTMLDivElement>(null);
  const dayOf = (index: number) => {
    const entry = rows.at(index);
    return entry ? day(entry.occurred_at, zone, "long") : "";
  };
  const begins = (index: number) => {
    const own = dayOf(index);
    return own !== "" && (index === 0 || dayOf(index - 1) !== own) ? own : "";
  };
  const { virtual, items, top } = useInSight(list, rows, {
    heightOf: (index) => rowHeight + (begins(index) ? headingHeight : 0),
    keyOf: (index) => rows.at(index)?.id ?? `missing ${index}`,
  });
  // The heights are kept by index, and rows that arrive may begin a day.
  useEffect(() => {
    if (rows.count > 0) virtual.measure();
  }, [rows.count, virtual]);
  return (
    // Rows that are placed by hand cannot be those of a list element, so roles say what they are.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div role="list" aria-label={t("title")} ref={list} className="relative" style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const entry = rows.at(item.index);
        const begun = begins(item.index);
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={item.key}
            role="listitem"
            className={cn(
              "absolute inset-x-0 top-0",
              item.index === rows.count - 1 && "[&>button]:rounded-b-[calc(var(--radius-lg)-1px)] [&>button]:border-0",
            )}
            style={{ height: item.size, transform: `translateY(${item.start - top}px)` }}
          >
            {begun && <h2 className="flex h-11 items-center border-b bg-sunken/60 px-5 text-sm font-semibold">{begun}</h2>}
            {entry ? <EntryRow entry={entry} onOpen={onOpen} /> : <Skeleton className="mx-5 my-4 h-7" />}
          </div>
        );
      })}
    </div>
  );
}
