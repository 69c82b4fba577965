import type { ReactNode } from "react";
import { Card } from "@/ui/card";

/** A number with what it is of. */
export function Figure({ label, below, children }: { label: string; below: string; children: ReactNode }) {
  return (
    <Card className="min-w-0 px-5 py-4 max-sm:px-4">
      <p className="text-sm text-muted">{label}</p>
      <div className="mt-1 text-title font-semibold tabular-nums">{children}</div>
      <p className="mt-1 text-sm text-muted">{below}</p>
    </Card>
  );
}
