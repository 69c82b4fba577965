import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Role } from "@/api/types";
import { useHere } from "@/app/who";
import { number } from "@/lib/format";
import { roleName } from "@/lib/role-names";
import { Confirm } from "@/ui/dialog";
import { Field, Select } from "@/ui/form";
import { Banner } from "@/ui/states";
import { say, sayFailed } from "@/ui/toast";
import { membersKey, type Powers, refreshStaff, useRoles } from "./data";

/** Deletes a role, and asks which one its members get instead. */
export function DeleteRole({ role, powers, onClose }: { role: Role; powers: Powers; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const here = useHere();
  const [heir, setHeir] = useState("");
  const others = (useRoles().data?.results ?? []).filter((other) => other.id !== role.id && powers.mayGive(other));
  const held = role.member_count > 0;
  const own = held && here.role === role.name;
  const remove = api.useMutation("delete", "/api/staff/roles/{id}/", {
    onSuccess: async () => {
      say(t("delete.done", { name: roleName(role.name) }));
      onClose();
      queries.removeQueries({ queryKey: [membersKey] });
      await refreshStaff(queries);
    },
    onError: (error) => sayFailed(t("delete.failed", { name: roleName(role.name) }), error),
  });
  const confirm = () => remove.mutate({ params: { path: { id: role.id }, query: held ? { reassign_to: Number(heir) } : {} } });
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("delete.title", { name: roleName(role.name) })}
      action={t("delete.action")}
      busy={remove.isPending}
      disabled={own || (held && heir === "")}
      onConfirm={confirm}
    >
      <p>{t("delete.text")}</p>
      {own && <Banner tone="warn">{t("delete.own")}</Banner>}
      {held && !own && (
        <>
          <p>{t("delete.members", { count: role.member_count, shown: number(role.member_count) })}</p>
          <Field label={t("delete.heir")}>
            {(props) => (
              <Select {...props} value={heir} onChange={(event) => setHeir(event.target.value)}>
                <option value="">{t("field.chooseRole")}</option>
                {others.map((other) => (
                  <option key={other.id} value={other.id}>
                    {roleName(other.name)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </>
      )}
    </Confirm>
  );
}
