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
  const grown = [
    { share: growth(of.today, of.yesterday), than: t("thanYesterday") },
    { share: growth(of.today, of.lastWeek), than: t("thanLastWeek") },
  ].filter((one): one is GrowthProps => one.share !== null);
  return (
    <Card className="px-5 py-4 max-sm:px-4">
      <p className="text-sm text-muted">{label}</p>
      <p className="mt-1 text-display font-semibold tabular-nums">{value}</p>
      <div className="mt-2 flex flex-col gap-y-1 text-sm text-muted">
        {grown.length === 0 && t("incomparable")}
        {grown.map((one) => (
          <Growth key={one.than} {...one} />
        ))}
      </div>
    </Card>
  );
}

type GrowthProps = { share: number; than: string };

function Growth({ share, than }: GrowthProps) {
  const rounded = Math.round(share * 100);
  const Icon = rounded > 0 ? ArrowUpRight : rounded < 0 ? ArrowDownRight : ArrowRight;
  return (
    <p>
      <span className={cn("font-medium whitespace-nowrap", rounded > 0 && "text-good", rounded < 0 && "text-bad")}>
        <Icon className="mr-0.5 -mt-0.5 inline size-4" aria-hidden />
        {change(share)}
      </span>{" "}
      {than}
    </p>
  );
}

export const FigureSkeleton = () => <Skeleton className="h-37 rounded-lg" />;
