import { onlineManager } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

/** Says that there is no network. What is sent meanwhile waits for it. */
export function Offline() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(
    (watcher) => onlineManager.subscribe(watcher),
    () => onlineManager.isOnline(),
  );
  if (online) return null;
  return (
    <div
      role="status"
      className="fixed inset-x-0 top-0 z-70 flex items-center justify-center gap-2 bg-ink px-4 py-2 text-sm text-page"
    >
      <CloudOff className="size-4" aria-hidden />
      {t("offline")}
    </div>
  );
}
