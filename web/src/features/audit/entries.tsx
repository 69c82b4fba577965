import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { day } from "@/lib/format";
import { cn } from "@/lib/names";
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
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const dayOf = (index: number) => {
    const entry = rows.at(index);
    return entry ? day(entry.occurred_at, zone, "long") : "";
  };
  const begins = (index: number) => {
    const own = dayOf(index);
    return own !== "" && (index === 0 || dayOf(index - 1) !== own) ? own : "";
  };
  const virtual = useWindowVirtualizer({
    count: rows.count,
    estimateSize: (index) => rowHeight + (begins(index) ? headingHeight : 0),
    getItemKey: (index) => rows.at(index)?.id ?? `missing ${index}`,
    overscan: 12,
    scrollMargin: top,
  });
  // The heights are kept by index, and rows that arrive may begin a day.
  useEffect(() => {
    if (rows.count > 0) virtual.measure();
  }, [rows.count, virtual]);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  const { onRange } = rows;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);
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
