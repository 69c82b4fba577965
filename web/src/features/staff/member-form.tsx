import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Member } from "@/api/types";
import { Form, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { type Powers, refreshStaff } from "./data";
import { DetailFields, type Details } from "./details";
import { RoleField } from "./role-options";

type Values = Details & { role_id: string };

const valuesOf = (member: Member): Values => ({
  role_id: String(member.role.id),
  department: member.department,
  hired_date: member.hired_date,
  employee_id: member.employee_id ?? "",
  salary: member.salary ?? "",
});

/** What the API is told: only what is different, so that nothing is asked for that the person may not do. */
function changesOf(before: Values, after: Values) {
  const differs = (name: keyof Values) => after[name].trim() !== before[name];
  return {
    ...(differs("role_id") && { role_id: Number(after.role_id) }),
    ...(differs("department") && { department: after.department.trim() }),
    ...(differs("hired_date") && { hired_date: after.hired_date }),
    ...(differs("employee_id") && { employee_id: after.employee_id.trim() || null }),
    ...(differs("salary") && { salary: after.salary.trim() || null }),
  };
}

type Props = { id: string; member: Member; powers: Powers; onDone: () => void };

export function MemberForm({ id, member, powers, onDone }: Props) {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const before = valuesOf(member);
  const form = useApiForm<Values>(before);
  const path = { path: { id: member.id } };
  const save = api.useMutation("patch", "/api/staff/members/{id}/", {
    onSuccess: async () => {
      say(t("did.saved", { name: member.user.display_name }));
      onDone();
      await refreshStaff(queries);
    },
  });
  const submit = (values: Values) => {
    const body = changesOf(before, values);
    if (Object.keys(body).length === 0) onDone();
    else if (!save.isPending) save.mutate({ params: path, body });
  };
  return (
    <Form id={id} form={form} onSubmit={submit} error={save.error}>
      {powers.mayMove(member) ? (
        <RoleField powers={powers} current={member.role.id} />
      ) : (
        <p className="text-sm text-muted">{t(powers.isOwner(member) ? "member.ownerStays" : "member.ownRole")}</p>
      )}
      <DetailFields />
    </Form>
  );
}
