import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { day, number } from "@/lib/format";
import { cn } from "@/lib/names";
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
      width: "minmax(0, 2.2fr)",
      cell: (seen) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={seen.name} picture={seen.logo} square className="max-sm:hidden" />
          <TwoLines
            first={
              <Link
                to="/admin/restaurants/$id"
                params={{ id: String(seen.id) }}
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
      cell: (seen) => <TwoLines first={seen.plan?.name ?? "–"} second={t(`standing.${seen.subscription_status}`)} />,
    },
    { id: "health", header: t("restaurants.health"), width: "min(7rem, 28vw)", cell: (seen) => <Health of={seen.health} /> },
    {
      id: "version",
      header: t("restaurants.version"),
      width: "4.5rem",
      align: "end",
      hideBelow: "xl",
      cell: (seen) => <Version of={seen} />,
    },
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
      width: "7.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (seen) => day(seen.created_on),
    },
    {
      id: "event",
      header: t("restaurants.event"),
      width: "7.5rem",
      hideBelow: "xl",
      cell: (seen) =>
        seen.last_event_at ? <span className="text-muted tabular-nums">{day(seen.last_event_at)}</span> : <None />,
    },
  ];
}

const None = () => <span className="text-muted">–</span>;

/** The version of the schema; one that is behind stands out. */
export function Version({ of }: { of: Seen }) {
  const isBehind = of.schema_version < of.newest_schema_version;
  return <span className={cn("tabular-nums", isBehind ? "font-medium text-warn" : "text-muted")}>{of.schema_version}</span>;
}
