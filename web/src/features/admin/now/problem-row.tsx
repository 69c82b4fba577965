import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { ago, dayAndTime, number } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { isKnown } from "./known";

type Problem = components["schemas"]["ProblemBody"];

const tones: Readonly<Record<Problem["severity"], Tone>> = { critical: "bad", warning: "warn", info: "info" };
const halfMinute = 30_000;

/** One thing that is wrong: how bad, since when, what to do about it, and where. */
export function ProblemRow({ problem }: { problem: Problem }) {
  const { t } = useTranslation("admin");
  const now = useNow(halfMinute);
  const { code, severity, count, since } = problem;
  return (
    <li className="flex flex-wrap items-start gap-x-5 gap-y-2 px-5 py-4">
      <div className="w-24 shrink-0 pt-0.5 max-sm:w-full">
        <Badge tone={tones[severity]} dot>
          {t(`severity.${severity}`)}
        </Badge>
      </div>
      <div className="min-w-0 grow basis-64">
        <h3 className="font-semibold">
          {isKnown(code) ? t(`problem.${code}.title`) : problem.title}
          {count > 1 && <span className="ml-2 font-normal text-muted tabular-nums">× {number(count)}</span>}
        </h3>
        <p className="text-muted">{isKnown(code) ? t(`problem.${code}.text`) : problem.detail}</p>
        {since && (
          <p className="mt-1 text-sm text-muted">
            <time dateTime={since} title={dayAndTime(since)}>
              {t("now.since", { when: ago(since, now) })}
            </time>
          </p>
        )}
      </div>
      <Remedy problem={problem} />
    </li>
  );
}

function Remedy({ problem: { link_kind: kind, code } }: { problem: Problem }) {
  const { t } = useTranslation("admin");
  if (kind === "jobs") {
    return (
      <Button asChild size="sm">
        <a href="/admin/jobs/">{t("nav.jobs")}</a>
      </Button>
    );
  }
  const to = placeOf(kind, code);
  if (!to) return null;
  const name = kind === "findings" ? t("money.findings") : kind === "disputes" ? t("money.disputes") : t(`nav.${to.name}`);
  return (
    <Button asChild size="sm">
      <Link {...to.link}>{name}</Link>
    </Button>
  );
}

type Place = { name: "webhooks" | "migrations" | "payments" | "subscriptions" | "keys"; link: LinkProps };

/** Where one does something about a kind of problem; the list is narrowed to what it is about. */
function placeOf(kind: string, code: string): Place | null {
  switch (kind) {
    case "webhooks":
      return {
        name: "webhooks",
        link: { to: "/admin/webhooks", search: { status: code === "webhooks_parked" ? "parked" : "failed" } },
      };
    case "migrations":
      return { name: "migrations", link: { to: "/admin/migrations" } };
    case "findings":
      return { name: "payments", link: { to: "/admin/payments/findings" } };
    case "disputes":
      return { name: "payments", link: { to: "/admin/payments/disputes" } };
    case "subscriptions":
      return {
        name: "subscriptions",
        link: { to: "/admin/subscriptions", search: { status: code === "subscriptions_unpaid" ? "unpaid" : "past_due" } },
      };
    case "keys":
      return { name: "keys", link: { to: "/admin/keys" } };
    default:
      return null;
  }
}
