import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MemberAccess, Tool } from "@/api/types";
import { roleName } from "@/lib/role-names";
import { Checkbox } from "@/ui/form";
import { type Column, TwoLines } from "@/ui/table";
import { accessOf, isShut, ownOf, roleKey } from "./access";
import { AccessSwitch } from "./access-switch";

type From = {
  tools: readonly Tool[];
  pairs: ReadonlySet<string>;
  ownerRole: number | undefined;
  selected: ReadonlySet<number>;
  toggle: (id: number) => void;
  /** Selects everybody who is searched for, or nobody. */
  all: (on: boolean) => void;
  /** Somebody but the owner is listed. */
  maySelect: boolean;
  /** They are not too many for that. */
  mayAll: boolean;
  set: (member: MemberAccess, tool: Tool, open: boolean, byRole: boolean) => Promise<void>;
};

/** A box to select by, the name, and a switch for each tool. */
export function useColumns(from: From): Column<MemberAccess>[] {
  const { t } = useTranslation("tools");
  const { tools, pairs, ownerRole, selected, maySelect, mayAll } = from;
  // What acts is read when it is needed, so that columns are made anew only when what they show is another.
  const now = useRef(from);
  now.current = from;
  return useMemo(() => {
    const select: Column<MemberAccess> = {
      id: "select",
      width: "1.5rem",
      header: (
        <Checkbox
          className="size-5"
          aria-label={t("access.selectAll")}
          title={mayAll ? undefined : t("access.tooMany")}
          disabled={!mayAll && selected.size === 0}
          checked={selected.size > 0}
          onChange={(event) => now.current.all(event.target.checked)}
        />
      ),
      cell: (member) =>
        // The owner is never kept out, so that nothing is said of them together with others.
        member.role_id !== ownerRole && (
          <Checkbox
            className="size-5"
            aria-label={t("access.select", { name: member.name })}
            checked={selected.has(member.member_id)}
            onChange={() => now.current.toggle(member.member_id)}
          />
        ),
    };
    const name: Column<MemberAccess> = {
      id: "name",
      header: t("access.name"),
      width: "minmax(0, 2fr)",
      cell: (member) => (
        <TwoLines
          first={member.name}
          second={member.is_active ? roleName(member.role) : `${roleName(member.role)} · ${t("access.notActive")}`}
        />
      ),
    };
    const switches = tools.map(
      (tool): Column<MemberAccess> => ({
        id: String(tool.id),
        header: <span className="block truncate">{tool.name}</span>,
        width: tools.length === 1 ? "8.5rem" : "minmax(6.5rem, 1fr)",
        cell: (member) => {
          const byRole = pairs.has(roleKey(member.role_id, tool.id));
          const said = ownOf(member, tool.id);
          return (
            <AccessSwitch
              access={accessOf(said, byRole)}
              member={member.name}
              tool={tool.name}
              locked={member.role_id === ownerRole && said?.is_granted === true}
              shut={isShut(tool)}
              onChange={(open) => void now.current.set(member, tool, open, byRole)}
            />
          );
        },
      }),
    );
    return maySelect ? [select, name, ...switches] : [name, ...switches];
  }, [t, tools, pairs, ownerRole, selected, maySelect, mayAll]);
}
