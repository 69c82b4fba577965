import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { time } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { SkeletonRows } from "@/ui/skeleton";
import { Banner, EmptyState, ErrorState } from "@/ui/states";
import { ProblemRow } from "./problem-row";

const every = 15_000; // milliseconds between two looks

/** What is wrong now, the worst first. It is looked for again by itself. */
export function Problems() {
  const { t } = useTranslation("admin");
  const query = useQuery({
    queryKey: ["admin", "problems"],
    refetchInterval: every,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/problems/", { signal });
      return data as NonNullable<typeof data>;
    },
  });
  const { data } = query;
  return (
    <Card aria-labelledby="problems">
      <CardHeader
        id="problems"
        title={t("now.problems")}
        description={data && t("now.checked", { time: time(data.checked_at) })}
      />
      {query.isPending && <SkeletonRows rows={3} />}
      {query.error && !data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.error && data && <Banner tone="warn" title={t("now.stale")} className="mx-5 mb-4" />}
      {data?.ok && data.problems.length === 0 && (
        <EmptyState icon={<CircleCheck />} title={t("now.well")}>
          {t("now.wellText")}
        </EmptyState>
      )}
      {data && data.problems.length > 0 && (
        <ul className="divide-y border-t">
          {data.problems.map((problem) => (
            <ProblemRow key={`${problem.code} ${problem.title}`} problem={problem} />
          ))}
        </ul>
      )}
    </Card>
  );
}
