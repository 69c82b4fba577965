import { useTranslation } from "react-i18next";
import type { Domain } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";

type Props = { domain: Domain; busy: boolean; onPrimary: () => void; onRemove: () => void };

export function DomainRow({ domain, busy, onPrimary, onRemove }: Props) {
  const { t } = useTranslation("settings");
  const zone = useTimeZone();
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium break-all">
          {domain.domain}
          {domain.is_primary && <Badge tone="accent">{t("domains.primary")}</Badge>}
        </p>
        <p className="text-sm text-muted">{t("domains.since", { day: day(domain.created_at, zone) })}</p>
      </div>
      {!domain.is_primary && (
        <div className="flex gap-2">
          <Button size="sm" busy={busy} onClick={onPrimary} aria-label={t("domains.makePrimaryOf", { domain: domain.domain })}>
            {t("domains.makePrimary")}
          </Button>
          <Button size="sm" tone="dangerQuiet" onClick={onRemove} aria-label={t("domains.removeOf", { domain: domain.domain })}>
            {t("domains.remove")}
          </Button>
        </div>
      )}
    </li>
  );
}
