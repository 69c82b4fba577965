import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dayAndTime } from "@/lib/format";
import { Written } from "../written";
import { findingsOf } from "./payment";
import { Resolving } from "./resolving";

/** What does not agree about a payment. */
export function FindingsOf({ reference }: { reference: string }) {
  const { t } = useTranslation("admin");
  const { data } = useQuery(findingsOf(reference));
  if (!data?.length) return null;
  return (
    <section aria-labelledby="findings">
      <h3 id="findings" className="mb-2 text-sm font-semibold">
        {t("money.findings")}
      </h3>
      <ul className="space-y-3">
        {data.map((finding) => (
          <li key={finding.id} className="space-y-3 rounded-md border p-3">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <div>
                <p className="font-medium">{t(`finding.${finding.kind}`)}</p>
                <p className="text-sm text-muted">{dayAndTime(finding.found_at)}</p>
              </div>
              <Resolving finding={finding} />
            </div>
            <Written title={t("findings.detail")} value={finding.detail} />
          </li>
        ))}
      </ul>
    </section>
  );
}
