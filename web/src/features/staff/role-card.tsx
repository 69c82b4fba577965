import { Link } from "@tanstack/react-router";
import { Copy, Eye, Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Permission, Role } from "@/api/types";
import { useHere } from "@/app/who";
import { number } from "@/lib/format";
import type { Permissions } from "@/lib/permissions";
import { roleName, roleText } from "@/lib/role-names";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Menu, MenuItem, MenuLine, MoreButton } from "@/ui/menu";
import { everything, saidOf } from "./authority";
import type { Powers } from "./data";
import { granted } from "./permissions";
import { usePermissionWords } from "./words";

type Props = { role: Role; catalogue: readonly Permission[]; powers: Powers; onCopy: () => void; onDelete: () => void };

/** A role at a glance: who has it, and what it permits. */
export function RoleCard(props: Props) {
  const { t } = useTranslation("staff");
  const { role, catalogue } = props;
  const params = { restaurant: useHere().slug, role: String(role.id) };
  return (
    <Card className="flex h-full flex-col p-5">
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            <Link to="/r/$restaurant/staff/roles/$role" params={params} className="rounded-sm underline-offset-4 hover:underline">
              {roleName(role.name)}
            </Link>
            {role.is_default && !role.is_owner && <Badge>{t("roles.default")}</Badge>}
          </h2>
          <p className="mt-1 text-sm text-muted">{roleText(role.description)}</p>
        </div>
        {props.powers.manages && <RoleMenu {...props} />}
      </div>
      <Summary role={role} catalogue={catalogue} />
      <p className="mt-auto pt-4 text-sm">
        <Link
          to="/r/$restaurant/staff"
          params={params}
          search={{ role: role.id }}
          className="rounded-sm py-1 text-muted underline-offset-4 hover:text-ink hover:underline"
        >
          {t("roles.members", { count: role.member_count, shown: number(role.member_count) })}
        </Link>
      </p>
    </Card>
  );
}

const most = 8; // permissions that are named

function Summary({ role, catalogue }: { role: Role; catalogue: readonly Permission[] }) {
  const { t } = useTranslation("staff");
  const words = usePermissionWords();
  const permissions = role.permissions as Permissions;
  if (permissions[everything] === true && Object.keys(permissions).length === 1) {
    return (
      <p className="mt-4">
        <Badge tone="accent">{t("roles.everything")}</Badge>
      </p>
    );
  }
  const list = granted(permissions, catalogue);
  return (
    <ul className="mt-4 flex flex-wrap gap-1.5">
      {list.length === 0 && <li className="text-sm text-muted">{t("roles.nothing")}</li>}
      {list.slice(0, most).map((permission) => {
        const level = saidOf(permissions, permission.name);
        return (
          <li key={permission.name}>
            <Badge>
              {typeof level === "string"
                ? t("roles.level", { name: words.nameOf(permission), level: words.levelOf(level) })
                : words.nameOf(permission)}
            </Badge>
          </li>
        );
      })}
      {list.length > most && (
        <li>
          <Badge>+{number(list.length - most)}</Badge>
        </li>
      )}
    </ul>
  );
}

function RoleMenu({ role, powers, onCopy, onDelete }: Props) {
  const { t } = useTranslation("staff");
  const edits = powers.mayGive(role);
  const params = { restaurant: useHere().slug, role: String(role.id) };
  return (
    <Menu trigger={<MoreButton name={t("roles.actions", { name: roleName(role.name) })} />}>
      <MenuItem asChild>
        <Link to="/r/$restaurant/staff/roles/$role" params={params}>
          {edits ? <Pencil /> : <Eye />}
          {t(edits ? "roles.edit" : "roles.show")}
        </Link>
      </MenuItem>
      {powers.beyond(role).length === 0 && (
        <MenuItem onSelect={onCopy}>
          <Copy /> {t("roles.copy")}
        </MenuItem>
      )}
      {edits && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={onDelete}>
            <Trash2 /> {t("roles.delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
