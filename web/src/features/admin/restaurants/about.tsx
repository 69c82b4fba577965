import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ago, day, dayAndTime, number } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/button";
import { Card, CardBody, CardFooter, CardHeader, Facts } from "@/ui/card";
import { Health } from "../badges";
import { Version } from "./columns";
import type { Seen } from "./data";

const minute = 60_000;

/** The facts of a restaurant, and the ways to what else there is about it. */
export function About({ seen }: { seen: Seen }) {
  const { t } = useTranslation("admin");
  const now = useNow(minute);
  const { owner } = seen;
  const facts: [string, ReactNode][] = [
    [t("restaurants.health"), <Health key="health" of={seen.health} />],
    [
      t("restaurants.owner"),
      owner ? (
        <Link key="owner" to="/admin/users" search={{ user: owner.id }} className="rounded-sm underline underline-offset-4">
          {owner.name || owner.email}
        </Link>
      ) : (
        "–"
      ),
    ],
    [t("restaurants.members"), number(seen.members_count)],
    [t("restaurants.created"), dayAndTime(seen.created_on)],
    [t("restaurants.event"), seen.last_event_at ? ago(seen.last_event_at, now) : t("restaurant.noEvent")],
    [t("about.trialEnds"), day(seen.trial_end_date)],
    [t("about.type"), seen.business_type || "–"],
    [t("about.email"), seen.contact_email || "–"],
    [t("about.phone"), seen.contact_phone || seen.phone || "–"],
    [t("about.website"), seen.website || "–"],
    [t("about.address"), seen.address || "–"],
    [t("about.region"), `${seen.currency} · ${seen.timezone.replaceAll("_", " ")}`],
    [
      t("about.schema"),
      <span key="schema">
        <code className="font-mono text-sm">{seen.schema_name}</code> · <Version of={seen} />
      </span>,
    ],
    [t("about.id"), number(seen.id)],
  ];
  if (seen.clerk_organization_id)
    facts.push([
      t("about.clerk"),
      <code key="clerk" className="font-mono text-sm">
        {seen.clerk_organization_id}
      </code>,
    ]);
  return (
    <Card aria-labelledby="about">
      <CardHeader id="about" title={t("about.title")} description={seen.description} />
      <CardBody>
        <Facts of={facts} />
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
