import { Link, type LinkProps, Outlet, type UseMatchRouteOptions, useMatchRoute, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/names";
import { Button } from "@/ui/button";
import { AccountMenu } from "./account-menu";
import type { Command, Find } from "./commands";
import { useShortcuts } from "./shortcuts";

const loadPalette = () => import("./palette");
const Palette = lazy(loadPalette);
const Dialog = lazy(() => import("@/ui/dialog").then((dialog) => ({ default: dialog.Dialog })));
const ShortcutHelp = lazy(() => import("./shortcut-help"));

/** A page of the navigation. */
export type Destination = {
  label: string;
  icon: ReactNode;
  to: LinkProps;
  /** A page that the server makes and the console does not, in place of the above. */
  href?: string;
  /** Typed after "g", it leads there. */
  letter?: string;
  /** The pages below it count as it. */
  exact?: boolean;
};

type FrameProps = {
  /** The pages, in groups with a line between. */
  groups: Destination[][];
  /** What stands above the navigation: which restaurant it is. */
  head: ReactNode;
  /** What is true of every page, such as that somebody is only visiting. */
  banner?: ReactNode;
  commands: Command[];
  find?: Find;
};

/** The frame of all pages that one works in: navigation beside them, or below on a phone; search and account above. */
export function Frame({ groups, head, banner, commands, find }: FrameProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"palette" | "menu" | "help" | null>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the page is another
  useEffect(() => setOpen((before) => (before === "menu" ? null : before)), [path]);
  useEffect(() => {
    // Whoever presses Ctrl-K types on at once, so it is fetched with the first of the two keys.
    const fetchEarly = (event: KeyboardEvent) => {
      if (event.key === "Control" || event.key === "Meta") void loadPalette();
    };
    window.addEventListener("keydown", fetchEarly);
    return () => window.removeEventListener("keydown", fetchEarly);
  }, []);
  const pages = groups.flat();
  useShortcuts(pages, { palette: () => setOpen("palette"), help: () => setOpen("help") });
  // Of the pages behind the last tab, that one is marked.
  const match = useMatchRoute();
  const isBehind = pages.slice(tabs).some((page) => !page.href && match({ ...page.to, fuzzy: true } as UseMatchRouteOptions));
  const close = () => setOpen(null);
  return (
    <div className="lg:grid lg:grid-cols-[15rem_1fr]">
      <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r bg-surface px-3 py-3 lg:flex">
        {head}
        <Navigation groups={groups} />
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-surface/95 px-4 backdrop-blur sm:px-6 lg:px-8">
          <div className="-ml-1.5 min-w-0 lg:hidden">{head}</div>
          <button
            type="button"
            onClick={() => setOpen("palette")}
            onPointerEnter={() => void loadPalette()}
            className="ml-auto flex h-9 items-center gap-2 rounded-md border bg-page px-3 text-muted hover:bg-hover hover:text-ink max-sm:size-10 max-sm:justify-center max-sm:border-transparent max-sm:bg-transparent max-sm:px-0 lg:mr-auto lg:ml-0 lg:w-72"
          >
            <Search className="size-4" aria-hidden />
            <span className="max-sm:sr-only">{t("palette.open")}</span>
            <kbd className="ml-auto hidden rounded border px-1.5 font-sans text-2xs lg:inline">Ctrl K</kbd>
          </button>
          <AccountMenu onHelp={() => setOpen("help")} />
        </header>
        {banner}
        <main id="main" tabIndex={-1} className="grow pb-20 outline-none lg:pb-0">
          <Outlet />
        </main>
      </div>
      <nav
        aria-label={t("nav.main")}
        className="fixed inset-x-0 bottom-0 z-30 flex border-t bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {pages.slice(0, tabs).map((page) => (
          <Tab key={page.label} page={page} />
        ))}
        <button type="button" onClick={() => setOpen("menu")} className={cn(tab, isBehind && "text-accent")}>
          <MenuIcon aria-hidden />
          {t("nav.more")}
        </button>
      </nav>
      <Suspense>
        {open === "menu" && (
          <Dialog open onClose={close} title={t("nav.all")}>
            <Navigation groups={groups} />
          </Dialog>
        )}
        {open === "palette" && <Palette commands={commands} find={find} onClose={close} />}
        {open === "help" && <ShortcutHelp pages={pages} onClose={close} />}
      </Suspense>
    </div>
  );
}

const tabs = 4; // pages with a tab of their own on a phone
const tab =
  "flex min-w-0 grow basis-0 flex-col items-center gap-0.5 px-1 pt-2 pb-1.5 text-2xs font-medium text-muted -outline-offset-2 [&_svg]:size-5 aria-[current=page]:text-accent";

function Tab({ page }: { page: Destination }) {
  return (
    <Link {...page.to} activeOptions={{ exact: page.exact }} className={tab}>
      {page.icon}
      <span className="max-w-full truncate">{page.label}</span>
    </Link>
  );
}

const entry =
  "flex items-center gap-2.5 rounded-md px-2.5 py-1.5 font-medium text-muted hover:bg-hover hover:text-ink max-lg:py-2.5 [&_svg]:size-4.5 aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent";

function Navigation({ groups }: { groups: Destination[][] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("nav.main")} className="mt-3 space-y-3">
      {groups.map((group) => (
        <ul key={group[0]?.label} className="space-y-0.5 not-first:border-t not-first:pt-3">
          {group.map((page) => (
            <li key={page.label}>
              {page.href ? (
                <a href={page.href} className={entry}>
                  {page.icon}
                  {page.label}
                </a>
              ) : (
                <Link {...page.to} activeOptions={{ exact: page.exact, includeSearch: false }} className={entry}>
                  {page.icon}
                  {page.label}
                </Link>
              )}
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

/** What stands in place of a page that the person's role does not show. */
export function Shut({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto max-w-lg px-6 py-20 text-center">
      <h1 className="text-title font-semibold">{title}</h1>
      <p className="mt-2 text-muted">{children}</p>
      <Button asChild className="mt-6">
        <Link to="/">{t("missing.home")}</Link>
      </Button>
    </div>
  );
}
