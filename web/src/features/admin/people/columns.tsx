import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { day, number } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { type Column, TwoLines } from "@/ui/table";
import { nameOf, type Person } from "./data";
import { PersonState } from "./person-state";

export function columnsOf(t: TFunction<"admin">, onOpen: (id: number) => void): Column<Person>[] {
  return [
    {
      id: "name",
      header: t("users.name"),
      width: "minmax(0, 2fr)",
      cell: (person) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={nameOf(person)} className="max-sm:hidden" />
          <TwoLines
            first={
              <button
                type="button"
                className="max-w-full truncate rounded-sm text-left underline-offset-4 hover:underline"
                onClick={() => onOpen(person.id)}
              >
                {nameOf(person)}
              </button>
            }
            second={person.email}
          />
        </div>
      ),
    },
    {
      id: "restaurants",
      header: t("nav.restaurants"),
      width: "minmax(0, 1.8fr)",
      hideBelow: "sm",
      cell: ({ restaurants, restaurants_count: count }) => {
        const [first] = restaurants;
        if (!first) return <span className="text-muted">–</span>;
        return (
          <div className="flex min-w-0 items-baseline gap-2">
            <Link
              to="/admin/restaurants/$id"
              params={{ id: String(first.tenant_id) }}
              className="min-w-0 truncate rounded-sm underline-offset-4 hover:underline"
            >
              {first.name}
            </Link>
            {count > 1 && <span className="shrink-0 text-sm text-muted">{t("users.more", { shown: number(count - 1) })}</span>}
          </div>
        );
      },
    },
    { id: "state", header: t("users.state"), width: "min(8.5rem, 30vw)", cell: (person) => <PersonState of={person} /> },
    {
      id: "since",
      header: t("users.since"),
      width: "7.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (person) => day(person.created_at),
    },
  ];
}
