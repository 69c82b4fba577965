import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { change } from "@/lib/format";
import { cn } from "@/lib/names";
import { Card } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { type Compared, growth } from "./today";

/** A figure of today, against the same hours of yesterday and of the same day last week. */
export function Figure({ label, value, of }: { label: string; value: string; of: Compared }) {
  const { t } = useTranslation("overview");
  return (
    <Card className="px-5 py-4">
      <p className="text-sm text-muted">{label}</p>
      <p className="mt-1 text-display font-semibold tabular-nums">{value}</p>
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        <Growth share={growth(of.today, of.yesterday)} than={t("thanYesterday")} />
        <Growth share={growth(of.today, of.lastWeek)} than={t("thanLastWeek")} />
      </div>
    </Card>
  );
}

function Growth({ share, than }: { share: number | null; than: string }) {
  if (share === null) return <span>– {than}</span>;
  const rounded = Math.round(share * 100);
  const Icon = rounded > 0 ? ArrowUpRight : rounded < 0 ? ArrowDownRight : ArrowRight;
  return (
    <span className="inline-flex items-center gap-1">
      <span className={cn("inline-flex items-center gap-0.5 font-medium", rounded > 0 && "text-good", rounded < 0 && "text-bad")}>
        <Icon className="size-4" aria-hidden />
        {change(share)}
      </span>
      {than}
    </span>
  );
}

export const FigureSkeleton = () => <Skeleton className="h-32 rounded-lg" />;
