import { Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";

/** What stands where a page will be. */
export function Pending() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className="mx-auto max-w-7xl space-y-6 px-4 py-8 sm:px-6 lg:px-8">
      <Skeleton className="h-7 w-56" />
      <div className="grid gap-4 sm:grid-cols-3">
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
      </div>
      <Skeleton className="h-72" />
    </div>
  );
}

/** A page that could not be shown. */
export function Failed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main id="main">
      <ErrorState error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}

export function Missing() {
  const { t } = useTranslation();
  return (
    <main id="main">
      <EmptyState
        icon={<Compass />}
        title={t("missing.title")}
        action={
          <Button asChild tone="primary">
            <Link to="/">{t("missing.home")}</Link>
          </Button>
        }
      >
        {t("missing.text")}
      </EmptyState>
    </main>
  );
}
