import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { Rows } from "./table";

const beyond = 8; // rows; more than a frame of fast scrolling brings, since new rows may come a frame later

type Sizes = {
  /** The height of a row in pixels. */
  heightOf: (index: number) => number;
  keyOf?: (index: number) => string | number;
};

/** The rows of a list that scrolls with the page that are in sight, and where they are in the element that holds them. */
export function useInSight<Row>(holder: RefObject<HTMLElement | null>, rows: Rows<Row>, { heightOf, keyOf }: Sizes) {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop((holder.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [holder]);
  const virtual = useWindowVirtualizer({
    count: rows.count,
    estimateSize: heightOf,
    ...(keyOf && { getItemKey: keyOf }),
    overscan: beyond,
    useFlushSync: false,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  const { onRange } = rows;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);
  return { virtual, items, top };
}
