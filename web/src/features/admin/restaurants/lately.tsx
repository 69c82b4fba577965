import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";

type Query<Row> = { data: readonly Row[] | undefined; error: unknown; refetch: () => unknown };

/** The last few of something, and the way to all of them. */
export function Lately<Row extends { id: number }>({
  id,
  title,
  none,
  all,
  query,
  row,
}: {
  id: string;
  title: string;
  none: string;
  all: ReactNode;
  query: Query<Row>;
  row: (row: Row) => ReactNode;
}) {
  const { t } = useTranslation("admin");
  return (
    <Card aria-labelledby={id}>
      <CardHeader id={id} title={title} actions={all} />
      <CardBody>
        {query.error && !query.data ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} className="py-6" />
        ) : !query.data ? (
          <Skeleton className="h-16" />
        ) : query.data.length === 0 ? (
          <p className="text-muted">{none}</p>
        ) : (
          <ul className="divide-y" aria-label={t("list.latest", { what: title })}>
            {query.data.map((one) => (
              <li key={one.id} className="py-2.5 first:pt-0 last:pb-0">
                {row(one)}
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
