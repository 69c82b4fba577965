import i18next from "i18next";
import { CircleAlert, CircleCheck, CloudOff, Info, Lock, SearchX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { cn } from "@/lib/names";
import { Button } from "./button";

/** Where there is nothing yet: what will be here, and how to begin. */
export function EmptyState({
  as: Title = "p",
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  /** It is the heading of the page where nothing else is. */
  as?: "p" | "h1";
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <div className="mb-4 grid size-12 place-items-center rounded-xl bg-accent-soft text-accent [&_svg]:size-6" aria-hidden>
        {icon}
      </div>
      <Title className="text-lg font-semibold">{title}</Title>
      {children && <div className="mt-1 max-w-md text-balance text-muted">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** Nothing was found by what was asked for. */
export function NothingFound({ onClear }: { onClear?: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<SearchX />}
      title={t("found.nothing")}
      action={onClear && <Button onClick={onClear}>{t("found.clear")}</Button>}
    >
      {t("found.try")}
    </EmptyState>
  );
}

/** Says what went wrong in a sentence, what to do, and by which id the server's log knows it. */
export function ErrorState({
  as: Title = "p",
  error,
  onRetry,
  className,
}: {
  as?: "p" | "h1";
  error: unknown;
  onRetry?: () => void;
  className?: string;
}) {
  const { t } = useTranslation();
  const problem = isProblem(error) ? error : null;
  const forbidden = problem?.status === 403;
  const icon = problem?.status === 0 ? <CloudOff /> : forbidden ? <Lock /> : <CircleAlert />;
  return (
    <div role="alert" className={cn("flex flex-col items-center px-6 py-14 text-center", className)}>
      <div className="mb-4 grid size-12 place-items-center rounded-xl bg-bad-soft text-bad [&_svg]:size-6" aria-hidden>
        {icon}
      </div>
      <Title className="text-lg font-semibold">{t(titleOf(problem?.status))}</Title>
      <p className="mt-1 max-w-md text-muted">{sayProblem(error)}</p>
      {problem?.requestId && <RequestId id={problem.requestId} />}
      {onRetry && !forbidden && (
        <Button className="mt-5" onClick={onRetry}>
          {t("error.retry")}
        </Button>
      )}
    </div>
  );
}

function titleOf(status: number | undefined) {
  if (status === 0) return "error.unreachable.title" as const;
  if (status === 403) return "error.forbidden.title" as const;
  if (status === 404) return "error.missing.title" as const;
  return "error.title" as const;
}

export function RequestId({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <p className="mt-3 text-xs text-muted">
      {t("error.request")} <code className="font-mono select-all">{id}</code>
    </p>
  );
}

/** A failure in a sentence: the API's own where it has one. */
export function sayProblem(error: unknown): string {
  const { t } = i18next;
  if (!isProblem(error)) return t("error.unknown");
  if (error.status === 0) return t("error.unreachable.text");
  if (error.status === 429) return t("error.tooMany", { count: error.retryAfter ?? 60 });
  const fields = Object.entries(error.fields)
    .filter(([name]) => name !== "non_field_errors")
    .map(([name, texts]) => `${name}: ${texts.join(" ")}`);
  return [error.message, ...fields].filter(Boolean).join(" ") || t("error.unknown");
}

const banners = {
  info: { look: "bg-info-soft text-info", icon: <Info /> },
  good: { look: "bg-good-soft text-good", icon: <CircleCheck /> },
  warn: { look: "bg-warn-soft text-warn", icon: <TriangleAlert /> },
  bad: { look: "bg-bad-soft text-bad", icon: <CircleAlert /> },
};

/** Something that is so as long as it is shown. */
export function Banner({
  tone = "info",
  title,
  children,
  action,
  className,
}: {
  tone?: keyof typeof banners;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const { look, icon } = banners[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={cn("flex flex-wrap items-center gap-3 rounded-lg px-4 py-3", look, className)}
    >
      <span className="shrink-0 [&_svg]:size-5" aria-hidden>
        {icon}
      </span>
      <div className="min-w-48 grow basis-0 text-sm">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
