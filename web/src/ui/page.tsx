import { Link, type LinkProps } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { cn } from "@/lib/names";

type PageProps = {
  title: string;
  description?: ReactNode;
  /** The way to the page that this one belongs to: a BackLink. */
  back?: ReactNode;
  actions?: ReactNode;
  /** Wide pages are tables and charts; others keep lines short. */
  width?: "wide" | "narrow";
  children: ReactNode;
};

/** What every page begins with: its name, which is the document's title too, and what can be done on it. */
export function Page({ title, description, back, actions, width = "wide", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · TableTap`;
  }, [title]);
  return (
    // Narrow pages begin where wide ones do, so that nothing jumps from one to the other.
    <div className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
      <div className={cn(width === "narrow" && "max-w-3xl")}>
        <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            {back && <div className="mb-1">{back}</div>}
            <h1 className="text-title font-semibold">{title}</h1>
            {description && <p className="mt-1 max-w-2xl text-pretty text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}

/** The way back that stands above a page's name. */
export function BackLink({ children, ...to }: LinkProps & { children: ReactNode }) {
  return (
    <Link
      {...to}
      className="-ml-0.5 inline-flex items-center gap-1.5 rounded-sm py-1 text-sm text-muted underline-offset-4 hover:text-ink hover:underline"
    >
      <ArrowLeft className="size-4" aria-hidden /> {children}
    </Link>
  );
}
