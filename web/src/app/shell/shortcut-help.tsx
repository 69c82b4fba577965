import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/dialog";
import type { Destination } from "./frame";

export default function ShortcutHelp({ pages, onClose }: { pages: Destination[]; onClose: () => void }) {
  const { t } = useTranslation();
  const rows: [string[], string][] = [
    [["Ctrl", "K"], t("palette.open")],
    [["?"], t("shortcuts.this")],
    ...pages
      .filter((page) => page.letter)
      .map((page): [string[], string] => [["G", (page.letter ?? "").toUpperCase()], page.label]),
  ];
  return (
    <Dialog open onClose={onClose} title={t("shortcuts.title")}>
      <dl className="divide-y">
        {rows.map(([keys, what]) => (
          <div key={what} className="flex items-center justify-between gap-4 py-2">
            <dt>{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="min-w-6 rounded border bg-sunken px-1.5 py-0.5 text-center font-sans text-xs">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
