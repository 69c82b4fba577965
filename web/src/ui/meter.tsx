import type { ReactNode } from "react";
import { number } from "@/lib/format";
import { cn } from "@/lib/names";

/** How much of a limit is used. A limit below zero is none. */
export function Meter({ label, used, limit, unlimited }: { label: ReactNode; used: number; limit: number; unlimited: string }) {
  const share = limit < 0 ? 0 : limit === 0 ? 1 : Math.min(used / limit, 1);
  const tone = share >= 1 ? "bg-bad-fill" : share >= 0.8 ? "bg-chart-3" : "bg-accent";
  return (
    <div>
      <div className="mb-1.5 flex justify-between gap-4 text-sm">
        <span>{label}</span>
        <span className="text-muted tabular-nums">
          {number(used)} / {limit < 0 ? unlimited : number(limit)}
        </span>
      </div>
      <div className="h-1.5 overflow-hidden rounded-full bg-line">
        <div className={cn("h-full rounded-full transition-[width]", tone)} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
