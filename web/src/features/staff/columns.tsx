import type { TFunction } from "i18next";
import type { Member } from "@/api/types";
import { money, plainDay } from "@/lib/format";
import { roleName } from "@/lib/role-names";
import { Avatar } from "@/ui/avatar";
import type { Column } from "@/ui/table";
import { TwoLines } from "@/ui/table";
import type { Powers } from "./data";
import { MemberMenu, type OnMember } from "./menu";
import { StateBadge } from "./state";

const none = "–"; // where nothing is known

/** The columns of the list. Cells are cheap: there are ten thousand rows to scroll through. */
export function columnsOf(t: TFunction<"staff">, currency: string, powers: Powers, on: OnMember): Column<Member>[] {
  const columns: (Column<Member> | false)[] = [
    {
      id: "name",
      header: t("column.name"),
      order: "name",
      width: "minmax(0, 2.4fr)",
      cell: (member) => (
        <div className="flex min-w-0 items-center gap-3">
          <Avatar name={member.user.display_name} className="max-sm:hidden" />
          <TwoLines
            first={
              <button
                type="button"
                className="max-w-full truncate rounded-sm text-left underline-offset-4 hover:underline"
                onClick={() => on.open(member)}
              >
                {member.user.display_name}
              </button>
            }
            second={member.user.email}
            narrow={roleName(member.role.name)}
          />
        </div>
      ),
    },
    {
      id: "role",
      header: t("column.role"),
      order: "role",
      width: "minmax(0, 1.2fr)",
      hideBelow: "md",
      className: "truncate",
      cell: (member) => roleName(member.role.name),
    },
    {
      id: "state",
      header: t("column.state"),
      width: "min(7.5rem, 24vw)",
      cell: (member) => <StateBadge member={member} t={t} />,
    },
    {
      id: "department",
      header: t("column.department"),
      order: "department",
      width: "minmax(0, 1fr)",
      hideBelow: "xl",
      className: "truncate text-muted",
      cell: (member) => member.department || none,
    },
    {
      id: "hired",
      header: t("column.hired"),
      order: "hired_date",
      width: "7.5rem",
      hideBelow: "lg",
      className: "text-muted tabular-nums",
      cell: (member) => plainDay(member.hired_date),
    },
    powers.manages && {
      id: "salary",
      header: t("column.salary"),
      width: "7.5rem",
      align: "end",
      hideBelow: "xl",
      className: "text-muted",
      cell: (member) => (member.salary ? money(member.salary, currency) : none),
    },
    {
      id: "actions",
      header: <span className="sr-only">{t("column.actions")}</span>,
      width: "2.5rem",
      align: "end",
      cell: (member) => <MemberMenu name={t("menu.label", { name: member.user.display_name })} {...{ member, powers, on }} />,
    },
  ];
  return columns.filter((column) => column !== false);
}
