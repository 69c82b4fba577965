import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { Button, IconButton } from "./button";
import { sayProblem } from "./states";

type Toast = { id: number; kind: "good" | "bad"; text: string; error?: unknown; undo?: () => void };

const shownFor = 6_000; // milliseconds; one with something to do stays longer
const undoFor = 10_000;
const most = 3;

let toasts: readonly Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();

function set(next: readonly Toast[]) {
  toasts = next;
  for (const watcher of watchers) watcher();
}

const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

function show(toast: Omit<Toast, "id">) {
  last += 1;
  const id = last;
  set([...toasts, { ...toast, id }].slice(-most));
  if (toast.kind === "good") setTimeout(dismiss, toast.undo ? undoFor : shownFor, id);
}

/** Says in passing that something was done. With undo it can be taken back for some seconds. */
export const say = (text: string, undo?: () => void) => show({ kind: "good", text, undo });

/** Says that something did not work, until it is closed. */
export const sayFailed = (text: string, error?: unknown) => show({ kind: "bad", text, error });

export function Toasts() {
  const { t } = useTranslation();
  const list = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
  );
  return (
    <section
      aria-label={t("toast.region")}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-60 flex flex-col items-center gap-2 p-4 max-lg:bottom-16 sm:items-end"
    >
      {list.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex w-full max-w-sm animate-rise items-start gap-3 rounded-lg border bg-raised p-3 shadow-high"
        >
          <span className={toast.kind === "good" ? "text-good" : "text-bad"} aria-hidden>
            {toast.kind === "good" ? <CircleCheck className="size-5" /> : <CircleAlert className="size-5" />}
          </span>
          <div className="min-w-0 grow">
            <p className="font-medium">{toast.text}</p>
            {toast.error !== undefined && <p className="text-sm text-muted">{sayProblem(toast.error)}</p>}
            {isProblem(toast.error) && toast.error.requestId && (
              <p className="mt-1 text-xs text-muted">
                {t("error.request")} <code className="font-mono select-all">{toast.error.requestId}</code>
              </p>
            )}
          </div>
          {toast.undo && (
            <Button
              size="sm"
              onClick={() => {
                toast.undo?.();
                dismiss(toast.id);
              }}
            >
              {t("toast.undo")}
            </Button>
          )}
          <IconButton name={t("close")} icon={<X />} size="iconSm" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </section>
  );
}
