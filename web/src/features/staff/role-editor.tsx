import { useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Permission, Role } from "@/api/types";
import { hereQuery, useHere } from "@/app/who";
import type { Permissions } from "@/lib/permissions";
import { roleName, roleText } from "@/lib/role-names";
import { Confirm } from "@/ui/dialog";
import { Form, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { type Powers, refreshStaff } from "./data";
import { EverythingCard, PermissionCards } from "./permission-cards";
import { type Draft, sameDraft, withEverything } from "./permissions";
import { RoleAbout } from "./role-about";
import { SaveBar } from "./save-bar";

type Props = { role: Role | undefined; catalogue: Permission[]; powers: Powers; readOnly: boolean };

/** A role as the form shows it: what it was called from the beginning in the person's language. */
const draftOf = (role: Role | undefined): Draft => ({
  name: roleName(role?.name ?? ""),
  description: roleText(role?.description ?? ""),
  permissions: (role?.permissions ?? {}) as Permissions,
});

/** What is sent of a form: a name that was only shown in another language is not changed. */
const bodyOf = (role: Role | undefined, shown: Draft): Draft => ({
  ...shown,
  name: role && shown.name === roleName(role.name) ? role.name : shown.name,
  description: role && shown.description === roleText(role.description) ? role.description : shown.description,
});

/** A role with all that it permits. What was changed stays until it is saved, or given up on purpose. */
export function RoleEditor({ role, catalogue, powers, readOnly }: Props) {
  const { t } = useTranslation("staff");
  const before = draftOf(role);
  const form = useApiForm<Pick<Draft, "name" | "description">>({ name: before.name, description: before.description });
  const [permissions, setPermissions] = useState(before.permissions);
  const without = useRef(before.permissions); // what there is again when everything is turned off
  const left = useRef(false);
  const save = useSave(role, () => {
    left.current = true;
  });
  const dirty = !readOnly && !sameDraft(before, { ...form.watch(), permissions });
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !left.current,
    enableBeforeUnload: () => dirty && !left.current,
    withResolver: true,
  });
  const discard = () => {
    form.reset(before);
    setPermissions(before.permissions);
    save.reset();
  };
  const setEverything = (on: boolean) => {
    if (on) without.current = permissions;
    setPermissions(withEverything(on, on ? permissions : without.current));
  };
  return (
    <Form form={form} onSubmit={(values) => save.send({ ...values, permissions })} error={save.error} className="space-y-6">
      <RoleAbout role={role} readOnly={readOnly} />
      <EverythingCard permissions={permissions} powers={powers} readOnly={readOnly} onChange={setEverything} />
      <PermissionCards {...{ permissions, catalogue, powers, readOnly }} onChange={setPermissions} />
      {dirty && <SaveBar isNew={!role} busy={save.isPending} onDiscard={discard} />}
      <Confirm
        open={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title={t("editor.leaveTitle")}
        action={t("editor.leave")}
        danger
        onConfirm={() => blocker.proceed?.()}
      >
        <p>{t("editor.leaveText")}</p>
      </Confirm>
    </Form>
  );
}

/** Creates the role or changes it; what was saved may be left. */
function useSave(role: Role | undefined, onLeave: () => void) {
  const { t } = useTranslation("staff");
  const here = useHere();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ["get", "/api/staff/roles/{id}/"] });
    await Promise.all([refreshStaff(queries), queries.invalidateQueries({ queryKey: hereQuery(here.slug).queryKey })]);
  };
  const create = api.useMutation("post", "/api/staff/roles/", {
    onSuccess: async (made) => {
      say(t("editor.created", { name: roleName(made.name) }));
      onLeave();
      await Promise.all([refresh(), navigate({ to: "/r/$restaurant/staff/roles", params: { restaurant: here.slug } })]);
    },
  });
  const update = api.useMutation("patch", "/api/staff/roles/{id}/", {
    onSuccess: async (changed) => {
      say(t("editor.saved", { name: roleName(changed.name) }));
      await refresh();
    },
  });
  return {
    error: create.error ?? update.error,
    isPending: create.isPending || update.isPending,
    reset: () => {
      create.reset();
      update.reset();
    },
    send: (shown: Draft) => {
      const body = bodyOf(role, shown);
      if (role) update.mutate({ params: { path: { id: role.id } }, body });
      else create.mutate({ body });
    },
  };
}
