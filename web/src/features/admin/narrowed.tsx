import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRestaurantName } from "./restaurants/data";

/** Says that a list is one restaurant's alone, and takes that back. */
export function Narrowed({ tenant, onClear }: { tenant: number; onClear: () => void }) {
  const { t } = useTranslation("admin");
  const name = useRestaurantName(tenant) || t("restaurant.numbered", { id: tenant });
  return (
    <span className="inline-flex min-w-0 items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-3 text-sm font-medium text-accent max-sm:w-full max-sm:justify-between">
      <span className="truncate">{t("list.of", { name })}</span>
      <button
        type="button"
        aria-label={t("list.notOf", { name })}
        onClick={onClear}
        className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-accent-line"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}
