import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dayAndTime, number } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { RestaurantLink } from "../restaurants/link";
import { nameOf, type Person, personQuery } from "./data";
import { PersonState } from "./person-state";

/** Everything about somebody, and where they work. */
export function PersonSheet({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const person = useQuery(personQuery(id));
  return (
    <Dialog as="sheet" open onClose={onClose} title={person.data ? nameOf(person.data) : t("users.one")}>
      {person.isPending && <Skeleton className="h-72" />}
      {person.error && !person.data && <ErrorState error={person.error} onRetry={() => void person.refetch()} />}
      {person.data && <Details person={person.data} />}
    </Dialog>
  );
}

function Details({ person }: { person: Person }) {
  const { t } = useTranslation("admin");
  const facts: [string, ReactNode][] = [
    [t("users.since"), dayAndTime(person.created_at)],
    [t("users.verified"), t(person.is_verified ? "yes" : "no")],
    [t("about.id"), String(person.id)],
  ];
  if (person.username) facts.unshift([t("users.username"), person.username]);
  if (person.invited_at) facts.push([t("users.invitedAt"), dayAndTime(person.invited_at)]);
  if (person.deleted_at) facts.push([t("users.deletedAt"), dayAndTime(person.deleted_at)]);
  return (
    <div className="space-y-6">
      <div className="flex items-center gap-3">
        <Avatar name={nameOf(person)} className="size-11" />
        <a href={`mailto:${person.email}`} className="min-w-0 grow truncate text-muted underline-offset-4 hover:underline">
          {person.email}
        </a>
        <PersonState of={person} />
      </div>
      <Facts of={facts} />
      {person.clerk_user_id && (
        <div>
          <p className="mb-1.5 text-sm text-muted">{t("users.clerk")}</p>
          <CopyField value={person.clerk_user_id} label={t("users.clerk")} />
        </div>
      )}
      <section aria-labelledby="workplaces">
        <h3 id="workplaces" className="mb-2 text-sm font-semibold">
          {t("nav.restaurants")}
        </h3>
        {person.restaurants.length === 0 ? (
          <p className="text-muted">{t("users.nowhere")}</p>
        ) : (
          <ul className="divide-y rounded-md border">
            {person.restaurants.map((place) => (
              <li key={place.tenant_id} className="flex items-center gap-3 px-3 py-2.5">
                <span className="min-w-0 grow truncate">
                  <RestaurantLink id={place.tenant_id} name={place.name} />
                </span>
                {place.is_owner ? (
                  <Badge tone="accent">{t("users.owner")}</Badge>
                ) : (
                  <Badge tone={place.is_active ? "good" : "plain"}>{t(place.is_active ? "users.staff" : "users.off")}</Badge>
                )}
              </li>
            ))}
          </ul>
        )}
        {person.restaurants_count > person.restaurants.length && (
          <p className="mt-2 text-sm text-muted">
            {t("users.more", { shown: number(person.restaurants_count - person.restaurants.length) })}
          </p>
        )}
      </section>
    </div>
  );
}
