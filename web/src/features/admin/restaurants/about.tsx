import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ago, day, dayAndTime, number } from "@/lib/format";
import { cn } from "@/lib/names";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/button";
import { Card, CardBody, CardFooter, CardHeader, Facts } from "@/ui/card";
import { Health } from "../badges";
import type { Seen } from "./data";
import { useSayKind } from "./kind";

const minute = 60_000;

/** The facts of a restaurant, and the ways to what else there is about it. */
export function About({ seen }: { seen: Seen }) {
  const { t } = useTranslation("admin");
  const now = useNow(minute);
  const sayKind = useSayKind();
  const { owner } = seen;
  // What is not known of a restaurant is left out.
  const facts: [string, ReactNode][] = [
    [t("restaurants.health"), <Health key="health" of={seen.health} />],
    [
      t("restaurants.owner"),
      owner && (
        <Link key="owner" to="/admin/users" search={{ user: owner.id }} className="rounded-sm underline underline-offset-4">
          {owner.name || owner.email}
        </Link>
      ),
    ],
    [t("restaurants.members"), number(seen.members_count)],
    [t("restaurants.created"), dayAndTime(seen.created_on)],
    [t("restaurants.event"), seen.last_event_at ? ago(seen.last_event_at, now) : t("restaurant.noEvent")],
    [t("about.trialEnds"), day(seen.trial_end_date)],
    [t("about.type"), seen.business_type && <span key="type">{sayKind(seen.business_type)}</span>],
    [t("about.email"), seen.contact_email],
    [t("about.phone"), seen.contact_phone || seen.phone],
    [t("about.website"), seen.website],
    [t("about.address"), seen.address],
    [t("about.region"), `${seen.currency} · ${seen.timezone.replaceAll("_", " ")}`],
    [t("about.schema"), <Schema key="schema" of={seen} />],
    [t("about.id"), number(seen.id)],
    [t("about.clerk"), seen.clerk_organization_id && <Code key="clerk">{seen.clerk_organization_id}</Code>],
  ];
  return (
    <Card aria-labelledby="about">
      <CardHeader id="about" title={t("about.title")} description={seen.description} />
      <CardBody>
        <Facts of={facts.filter(([, value]) => value)} />
      </CardBody>
      <CardFooter className="justify-start">
        <Button asChild size="sm">
          <Link to="/r/$restaurant/audit" params={{ restaurant: seen.slug }} disabled={seen.deleted_at !== null}>
            {t("about.audit")}
          </Link>
        </Button>
        <Button asChild size="sm">
          <Link to="/admin/webhooks" search={{ tenant: seen.id }}>
            {t("about.webhooks")}
          </Link>
        </Button>
        <Button asChild size="sm">
          <Link to="/admin/payments/ledger" search={{ tenant: seen.id }}>
            {t("about.ledger")}
          </Link>
        </Button>
      </CardFooter>
    </Card>
  );
}

const Code = ({ children }: { children: ReactNode }) => <code className="font-mono text-sm break-all">{children}</code>;

/** The schema and its version; one that is behind stands out. */
function Schema({ of }: { of: Seen }) {
  const { t } = useTranslation("admin");
  const isBehind = of.schema_version < of.newest_schema_version;
  return (
    <>
      <Code>{of.schema_name}</Code> ·{" "}
      <span className={cn("tabular-nums", isBehind ? "font-medium text-warn" : "text-muted")}>
        {t("about.version", { version: of.schema_version })}
      </span>
    </>
  );
}
