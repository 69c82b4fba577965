import { Link, useRouter } from "@tanstack/react-router";
import { Compass, RefreshCw } from "lucide-react";
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

/** A page that could not be shown, within the frame of the others. */
export function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  if (isOutdated(error)) {
    return (
      <EmptyState
        as="h1"
        icon={<RefreshCw />}
        title={t("updated.title")}
        action={
          <Button tone="primary" onClick={() => location.reload()}>
            {t("updated.reload")}
          </Button>
        }
      >
        {t("updated.text")}
      </EmptyState>
    );
  }
  return <ErrorState as="h1" error={error} onRetry={() => void router.invalidate()} />;
}

/** A part of the console that is not there any more, since another version is served: browsers name the failed import. */
const isOutdated = (error: unknown) => error instanceof TypeError && /import/i.test(error.message);

export function Missing() {
  const { t } = useTranslation();
  return (
    <EmptyState
      as="h1"
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
  );
}

// Where the frame itself could not be shown, they are the whole page.

export const FailedAlone = ({ error }: { error: unknown }) => (
  <main id="main">
    <Failed error={error} />
  </main>
);

export const MissingAlone = () => (
  <main id="main">
    <Missing />
  </main>
);
