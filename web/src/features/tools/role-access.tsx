import { useTranslation } from "react-i18next";
import type { Role, Tool } from "@/api/types";
import { number } from "@/lib/format";
import { roleName } from "@/lib/role-names";
import { Card, CardHeader } from "@/ui/card";
import { Switch } from "@/ui/form";
import { isShut, roleKey } from "./access";
import { useAccessChanges } from "./access-changes";

type Props = { roles: Role[]; tools: Tool[]; pairs: ReadonlySet<string> };

/** Which tools everybody with a role may open. */
export function RoleAccess({ roles, tools, pairs }: Props) {
  const { t } = useTranslation("tools");
  const { setRole } = useAccessChanges();
  return (
    <Card>
      <CardHeader title={t("access.roles")} description={t("access.rolesText")} />
      <ul className="divide-y border-t">
        {roles
          .filter((role) => !role.is_owner)
          .map((role) => (
            <li key={role.id} className="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 px-5 py-3">
              <div className="min-w-40">
                <p className="font-medium">{roleName(role.name)}</p>
                <p className="text-sm text-muted">
                  {t("access.members", { count: role.member_count, shown: number(role.member_count) })}
                </p>
              </div>
              <div className="flex flex-wrap gap-x-6 gap-y-2">
                {tools.map((tool) => {
                  const on = pairs.has(roleKey(role.id, tool.id));
                  return (
                    <div key={tool.id} className="flex min-h-6 items-center gap-2.5">
                      <label htmlFor={`open-${role.id}-${tool.id}`} className={on ? "" : "text-muted"}>
                        {tool.name}
                      </label>
                      <Switch
                        id={`open-${role.id}-${tool.id}`}
                        aria-label={t("access.roleSwitch", { role: roleName(role.name), tool: tool.name })}
                        checked={on}
                        disabled={!on && isShut(tool)}
                        title={isShut(tool) ? t("reason.not_in_plan") : undefined}
                        onChange={(event) => void setRole(role, tool, event.target.checked)}
                      />
                    </div>
                  );
                })}
              </div>
            </li>
          ))}
      </ul>
    </Card>
  );
}
