import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { type CSSProperties, memo, type ReactNode, useMemo, useRef } from "react";
import { cn } from "@/lib/names";
import { useInSight } from "./in-sight";
import { Skeleton } from "./skeleton";

/** A column of a table. */
export type Column<Row> = {
  id: string;
  header: ReactNode;
  cell: (row: Row, index: number) => ReactNode;
  /** A track of CSS grid, such as "8rem" or "minmax(10rem, 2fr)". */
  width?: string;
  align?: "end";
  /** Class names of its cells: without an element of their own ten thousand rows are cheaper to scroll through. */
  className?: string;
  /** It is left out where the window is narrower: below 640, 768, 1024 or 1280 pixels. */
  hideBelow?: "sm" | "md" | "lg" | "xl";
  /** What the API calls this order, where rows can be put in it. */
  order?: string;
};

/** Rows of which those in sight are there, or on their way. */
export type Rows<Row> = {
  count: number;
  at: (index: number) => Row | undefined;
  /** Hears which rows are in sight. */
  onRange?: (first: number, last: number) => void;
};

/** All rows of a list that is there as a whole. */
export const rowsOf = <Row,>(list: readonly Row[]): Rows<Row> => ({ count: list.length, at: (index) => list[index] });

type TableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: Rows<Row>;
  keyOf: (row: Row) => string | number;
  /** The height of a row in pixels. Each has the same, so that ten thousand need no measuring. */
  rowHeight?: number;
  /** The order that rows are in, as the API writes it: a name, with "-" for the reverse. */
  order?: string;
  onOrder?: (order: string) => void;
};

const widths = ["base", "sm", "md", "lg", "xl"] as const;
const hidden = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" };
const template =
  "grid-cols-(--cols-base) sm:grid-cols-(--cols-sm) md:grid-cols-(--cols-md) lg:grid-cols-(--cols-lg) xl:grid-cols-(--cols-xl)";

/** The tracks of the columns that are shown, for each width of the window. */
function tracks<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const style: Record<string, string> = {};
  for (const [at, width] of widths.entries()) {
    const shown = columns.filter((c) => !c.hideBelow || widths.indexOf(c.hideBelow) <= at);
    style[`--cols-${width}`] = shown.map((c) => c.width ?? "minmax(0, 1fr)").join(" ");
  }
  return style as CSSProperties;
}

/** A table of any length that scrolls with the page: only the rows in sight are in the document. */
export function Table<Row>({ label, columns, rows, keyOf, rowHeight = 56, order, onOrder }: TableProps<Row>) {
  const body = useRef<HTMLDivElement>(null);
  const { virtual, items, top } = useInSight(body, rows, { heightOf: () => rowHeight });
  const style = useMemo(() => tracks(columns), [columns]);
  const looks = useMemo(() => columns.map((column) => cn("min-w-0", look(column), column.className)), [columns]);
  return (
    // Rows that are placed by hand cannot be those of a table element, so roles say what they are.
    <div role="table" aria-label={label} aria-rowcount={rows.count + 1} style={style} className="text-base">
      <div role="rowgroup" className="sticky top-14 z-10 rounded-t-lg border-b bg-surface">
        <div role="row" aria-rowindex={1} className={cn("grid items-center gap-x-4 px-5", template)}>
          {columns.map((column) => (
            <Heading key={column.id} {...{ column, order, onOrder }} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.at(item.index);
          return (
            <TableRow
              key={row === undefined ? `missing ${item.index}` : keyOf(row)}
              row={row}
              index={item.index}
              columns={columns}
              looks={looks}
              height={rowHeight}
              isLast={item.index === rows.count - 1}
              from={item.start - top}
            />
          );
        })}
      </div>
    </div>
  );
}

type RowProps<Row> = {
  row: Row | undefined;
  index: number;
  columns: readonly Column<Row>[];
  /** The class names of each column's cells. */
  looks: readonly string[];
  height: number;
  isLast: boolean;
  /** Where it begins, in pixels from the first. */
  from: number;
};

const place = cn("absolute inset-x-0 grid items-center gap-x-4 px-5 contain-strict hover:bg-hover/60", template);
const rowLook = cn(place, "border-b");
const lastLook = cn(place, "rounded-b-[calc(var(--radius-lg)-1px)]"); // the card's corners

/** Scrolling renders the rows that come into sight, and no other: as long as the columns stay the same ones. */
const TableRow = memo(function TableRow<Row>({ row, index, columns, looks, height, isLast, from }: RowProps<Row>) {
  return (
    <div role="row" aria-rowindex={index + 2} className={isLast ? lastLook : rowLook} style={{ height, top: from }}>
      {columns.map((column, at) => (
        <div key={column.id} role="cell" className={looks[at]}>
          {row === undefined ? <Skeleton className="h-3.5 w-3/4" /> : column.cell(row, index)}
        </div>
      ))}
    </div>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

const look = <Row,>(column: Column<Row>) =>
  cn(column.hideBelow && hidden[column.hideBelow], column.align === "end" && "text-right tabular-nums not-last:pr-4");

function Heading<Row>({
  column,
  order = "",
  onOrder,
}: {
  column: Column<Row>;
  order?: string;
  onOrder?: (order: string) => void;
}) {
  const names = cn("min-w-0 py-2 text-xs font-medium text-muted", look(column));
  if (!column.order || !onOrder) {
    return (
      <div role="columnheader" className={names}>
        {column.header}
      </div>
    );
  }
  const sorted = order === column.order ? "ascending" : order === `-${column.order}` ? "descending" : "none";
  const Icon = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown }[sorted];
  return (
    <div role="columnheader" aria-sort={sorted} className={names}>
      <button
        type="button"
        className="-mx-1.5 inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 hover:bg-hover hover:text-ink"
        onClick={() => onOrder(sorted === "ascending" ? `-${column.order}` : (column.order ?? ""))}
      >
        {column.header}
        <Icon className={cn("size-3", sorted === "none" && "text-faint")} aria-hidden />
      </button>
    </div>
  );
}

const secondLook = "truncate text-sm text-muted";
// An element for it would be in each of ten thousand rows, though nobody with a wide window sees it.
const narrowLook = `${secondLook} max-md:before:content-[attr(data-narrow)_"_·_"]`;

const textOf = (node: ReactNode) => (typeof node === "string" ? node : undefined);

/** A name with what tells it from others below. */
export function TwoLines({
  first,
  second,
  narrow,
}: {
  first: ReactNode;
  second: ReactNode;
  /** Said before the second line where the window is narrower than 768 pixels, and its column is left out. */
  narrow?: string;
}) {
  return (
    <div className="min-w-0">
      <div className="truncate font-medium" title={textOf(first)}>
        {first}
      </div>
      <div className={narrow ? narrowLook : secondLook} title={textOf(second)} data-narrow={narrow}>
        {second}
      </div>
    </div>
  );
}
