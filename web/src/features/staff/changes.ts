import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Member, Role } from "@/api/types";
import { roleName } from "@/lib/role-names";
import { say, sayFailed } from "@/ui/toast";
import { refreshStaff, useShowAs } from "./data";

/** What can be done with a member from their row. Each shows at once, and can be taken back where that makes sense. */
export function useChanges() {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const showAs = useShowAs();
  const path = (member: Member) => ({ params: { path: { id: member.id } } });

  /** Shows the change, sends it, and says that it was done, or takes it back and says why not. */
  async function change(member: Member, to: Partial<Member>, send: () => Promise<unknown>, done: string, undo?: () => void) {
    const back = await showAs(member.id, to);
    try {
      await send();
      say(done, undo);
    } catch (error) {
      back();
      sayFailed(t("failed", { name: member.user.display_name }), error);
    }
    await refreshStaff(queries);
  }

  const setActive = (member: Member, active: boolean, undone = false): Promise<void> => {
    const name = member.user.display_name;
    return change(
      member,
      { is_active: active },
      () =>
        active
          ? client.POST("/api/staff/members/{id}/activate/", path(member))
          : client.POST("/api/staff/members/{id}/deactivate/", path(member)),
      t(active ? "did.activated" : "did.deactivated", { name }),
      undone ? undefined : () => void setActive(member, !active, true),
    );
  };

  const setRole = (member: Member, role: Role | Member["role"], undone = false): Promise<void> =>
    change(
      member,
      { role },
      () => client.PATCH("/api/staff/members/{id}/", { ...path(member), body: { role_id: role.id } }),
      t("did.role", { name: member.user.display_name, role: roleName(role.name) }),
      undone ? undefined : () => void setRole(member, member.role, true),
    );

  const invitation = (member: Member, status: "pending" | "revoked") =>
    member.invitation ? { invitation: { ...member.invitation, status } } : {};

  const resend = (member: Member): Promise<void> =>
    change(
      member,
      invitation(member, "pending"),
      () => client.POST("/api/staff/members/{id}/resend/", path(member)),
      t("did.resent", { email: member.user.email }),
    );

  const revoke = (member: Member): Promise<void> =>
    change(
      member,
      invitation(member, "revoked"),
      () => client.POST("/api/staff/members/{id}/revoke/", path(member)),
      t("did.revoked", { email: member.user.email }),
      () => void resend(member),
    );

  return { setActive, setRole, resend, revoke };
}

export type Changes = ReturnType<typeof useChanges>;
