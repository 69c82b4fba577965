import { type ReactNode, useEffect } from "react";

/** A page by itself, outside of any restaurant. */
export function Plain({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · TableTap`;
  }, [title]);
  return (
    <div className="grid min-h-dvh place-items-center px-4 py-10">
      <main id="main" className="w-full max-w-md">
        <p className="mb-8 flex items-center justify-center gap-2.5 text-lg font-semibold">
          <img src="/icon.svg" alt="" className="size-8" />
          TableTap
        </p>
        <div className="rounded-xl border bg-surface p-6 shadow-high sm:p-8">
          <h1 className="text-title font-semibold text-balance">{title}</h1>
          {text && <p className="mt-1.5 text-muted">{text}</p>}
          {children && <div className="mt-6">{children}</div>}
        </div>
      </main>
    </div>
  );
}
