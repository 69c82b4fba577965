import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { day, number } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { type Column, TwoLines } from "@/ui/table";
import { Health } from "../badges";
import type { Seen } from "./data";

export function columnsOf(t: TFunction<"admin">): Column<Seen>[] {
  return [
    {
      id: "name",
      header: t("restaurants.name"),
      order: "name",
      width: "minmax(0, 2.6fr)",
      cell: (seen) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={seen.name} picture={seen.logo} square className="max-sm:hidden" />
          <TwoLines
            first={
              <Link
                to="/admin/restaurants/$id"
                params={{ id: String(seen.id) }}
                title={seen.name}
                className="rounded-sm underline-offset-4 hover:underline"
              >
                {seen.name}
              </Link>
            }
            second={seen.slug}
          />
        </div>
      ),
    },
    {
      id: "owner",
      header: t("restaurants.owner"),
      width: "minmax(0, 1.6fr)",
      hideBelow: "lg",
      cell: ({ owner }) =>
        owner ? <TwoLines first={owner.name || owner.email} second={owner.name ? owner.email : ""} /> : <None />,
    },
    {
      id: "plan",
      header: t("restaurants.plan"),
      width: "minmax(0, 1fr)",
      hideBelow: "md",
      cell: ({ plan, subscription_status: status }) =>
        plan ? (
          <TwoLines first={plan.name} second={t(`standing.${status}`)} />
        ) : (
          <span className="text-muted">{t(`standing.${status}`)}</span>
        ),
    },
    { id: "health", header: t("restaurants.health"), width: "min(7rem, 28vw)", cell: (seen) => <Health of={seen.health} /> },
    {
      id: "members",
      header: t("restaurants.members"),
      width: "5rem",
      align: "end",
      hideBelow: "lg",
      cell: (seen) => number(seen.members_count),
    },
    {
      id: "created",
      header: t("restaurants.created"),
      order: "created_on",
      width: "6.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (seen) => day(seen.created_on),
    },
    {
      id: "event",
      header: t("restaurants.eventShort"),
      width: "6.5rem",
      hideBelow: "xl",
      cell: (seen) =>
        seen.last_event_at ? <span className="text-muted tabular-nums">{day(seen.last_event_at)}</span> : <None />,
    },
  ];
}

const None = () => <span className="text-muted">–</span>;
