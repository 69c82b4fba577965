import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { dayAndTime } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";

export type Key = components["schemas"]["KeyBody"];
export type Kind = Key["kind"];

const tones: Readonly<Record<Key["state"], Tone>> = { next: "info", signing: "good", retired: "plain" };

/** One key: what it does now, and from when to when. */
export function KeyRow({ of }: { of: Key }) {
  const { t } = useTranslation("admin");
  const times = [
    t("keys.from", { when: dayAndTime(of.signs_from) }),
    of.retired_at && t("keys.until", { when: dayAndTime(of.retired_at) }),
    of.expires_at && t("keys.verifiesUntil", { when: dayAndTime(of.expires_at) }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-2 px-5 py-3">
      <div className="min-w-0 grow basis-64">
        <p className="truncate font-mono text-sm" title={of.kid}>
          {of.kid}
        </p>
        <p className="text-sm text-muted">{times.filter(Boolean).join(" · ")}</p>
      </div>
      {!of.is_readable && <Badge tone="bad">{t("keys.unreadable")}</Badge>}
      <Badge>{of.algorithm}</Badge>
      <Badge tone={tones[of.state]} dot>
        {t(`keyState.${of.state}`)}
      </Badge>
    </li>
  );
}
