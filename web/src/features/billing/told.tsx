import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useTimeZone } from "@/app/who";
import { day, money } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Card, CardBody, CardHeader } from "@/ui/card";

const most = 10; // of each; what is older is of no use here

/** Payments that are disputed at the bank. Most restaurants never see it. */
export function Disputes() {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const { data } = api.useQuery("get", "/api/subscriptions/disputes/", { params: { query: { page_size: most } } });
  if (!data?.count) return null;
  return (
    <Card aria-labelledby="disputes">
      <CardHeader id="disputes" title={t("disputes.title")} description={t("disputes.text")} />
      <CardBody>
        <ul className="divide-y">
          {data.results.map((dispute) => (
            <li key={dispute.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
              <div>
                <p className="font-medium">{money(dispute.amount, dispute.currency)}</p>
                <p className="text-sm text-muted">
                  {t("disputes.opened", { day: day(dispute.opened_at, zone) })}
                  {!dispute.resolved_at && dispute.due_at && ` · ${t("disputes.due", { day: day(dispute.due_at, zone) })}`}
                </p>
              </div>
              <Badge tone={dispute.resolved_at ? "plain" : "bad"}>
                {dispute.resolved_at ? t("disputes.resolved", { day: day(dispute.resolved_at, zone) }) : t("disputes.open")}
              </Badge>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

const kinds = [
  "trial_ends_in_3_days",
  "trial_ends_in_1_day",
  "trial_ended",
  "payment_failed",
  "closed",
  "ended",
  "card_expires",
  "payment_disputed",
] as const;
type Kind = (typeof kinds)[number];
const isKind = (kind: string): kind is Kind => (kinds as readonly string[]).includes(kind);

/** What the restaurant was told about its subscription. */
export function Notices() {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const { data } = api.useQuery("get", "/api/subscriptions/notices/", { params: { query: { page_size: most } } });
  if (!data?.count) return null;
  return (
    <Card aria-labelledby="notices">
      <CardHeader id="notices" title={t("notices.title")} description={t("notices.text")} />
      <CardBody>
        <ol className="space-y-3">
          {data.results.map((notice) => (
            <li key={notice.id} className="flex gap-3 text-sm">
              <time dateTime={notice.created_at} className="w-24 shrink-0 text-muted">
                {day(notice.created_at, zone)}
              </time>
              <span>
                {isKind(notice.kind) ? t(`notices.kind.${notice.kind}`, { day: day(notice.about, zone) }) : notice.kind}
              </span>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}
