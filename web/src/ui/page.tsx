import { type ReactNode, useEffect } from "react";
import { cn } from "@/lib/names";

type PageProps = {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Wide pages are tables and charts; others keep lines short. */
  width?: "wide" | "narrow";
  children: ReactNode;
};

/** What every page begins with: its name, which is the document's title too, and what can be done on it. */
export function Page({ title, description, actions, width = "wide", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · TableTap`;
  }, [title]);
  return (
    <div className={cn("mx-auto w-full px-4 py-6 sm:px-6 lg:px-8 lg:py-8", width === "wide" ? "max-w-7xl" : "max-w-3xl")}>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-title font-semibold">{title}</h1>
          {description && <p className="mt-1 max-w-2xl text-pretty text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
