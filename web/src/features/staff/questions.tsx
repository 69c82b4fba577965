import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Member, Role } from "@/api/types";
import { roleName, roleText } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { say, sayFailed } from "@/ui/toast";
import { useChanges } from "./changes";
import { type Powers, refreshStaff, useRoles } from "./data";
import type { Question } from "./menu";

type Props = { question: { of: Question; member: Member } | null; powers: Powers; onClose: () => void };

/** What is asked about a member before it is done. */
export function Questions({ question, powers, onClose }: Props) {
  if (!question) return null;
  const { member } = question;
  if (question.of === "role") return <ChooseRole member={member} powers={powers} onClose={onClose} />;
  if (question.of === "remove") return <Remove member={member} onClose={onClose} />;
  return <Offer member={member} onClose={onClose} />;
}

function ChooseRole({ member, powers, onClose }: { member: Member; powers: Powers; onClose: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  const roles = useRoles().data?.results ?? [];
  const changes = useChanges();
  const [chosen, setChosen] = useState<Role | undefined>();
  const save = () => {
    onClose();
    if (chosen && chosen.id !== member.role.id) void changes.setRole(member, chosen);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("roleOf.title", { name: member.user.display_name })}
      description={t("roleOf.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button tone="primary" disabled={!chosen || chosen.id === member.role.id} onClick={save}>
            {t("roleOf.save")}
          </Button>
        </>
      }
    >
      <fieldset className="space-y-2">
        <legend className="sr-only">{t("field.role")}</legend>
        {roles
          .filter((role) => !role.is_owner)
          .map((role) => (
            <label
              key={role.id}
              className="flex cursor-pointer items-start gap-3 rounded-lg border px-3.5 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-disabled:cursor-not-allowed has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="role"
                className="mt-1 size-4 accent-accent"
                checked={(chosen?.id ?? member.role.id) === role.id}
                disabled={!powers.mayGive(role)}
                onChange={() => setChosen(role)}
              />
              <span className="min-w-0">
                <span className="block font-medium">{roleName(role.name)}</span>
                <span className="block text-sm text-muted">
                  {powers.mayGive(role) ? roleText(role.description) : t("roleOf.beyond")}
                </span>
              </span>
            </label>
          ))}
      </fieldset>
    </Dialog>
  );
}

function Remove({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const name = member.user.display_name;
  const remove = api.useMutation("delete", "/api/staff/members/{id}/", {
    onSuccess: async () => {
      say(t("did.removed", { name }));
      onClose();
      await refreshStaff(queries);
    },
    onError: (error) => sayFailed(t("failed", { name }), error),
  });
  return (
    <Confirm
      open
      onClose={onClose}
      danger
      title={t("remove.title", { name })}
      action={t("menu.remove")}
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ params: { path: { id: member.id } } })}
    >
      <p>{t("remove.text", { name })}</p>
      {member.is_active && <p>{t("remove.rather")}</p>}
    </Confirm>
  );
}

function Offer({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const name = member.user.display_name;
  const offer = api.useMutation("post", "/api/staff/ownership/", {
    onSuccess: async () => {
      say(t("did.offered", { name }));
      onClose();
      await refreshStaff(queries);
    },
    onError: (error) => sayFailed(t("failed", { name }), error),
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t("offer.title", { name })}
      action={t("offer.action")}
      busy={offer.isPending}
      onConfirm={() => offer.mutate({ body: { member_id: member.id } })}
    >
      <p>{t("offer.text", { name })}</p>
      <p>{t("offer.after")}</p>
    </Confirm>
  );
}
