import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Role } from "@/api/types";
import { useHere } from "@/app/who";
import { roleName } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Form, TextField, useApiForm } from "@/ui/form";
import { refreshStaff } from "./data";

/** Makes a role that begins as another is, and leads to it. */
export function CopyRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  const id = useId();
  const here = useHere();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useApiForm({ name: t("copy.suggestion", { name: roleName(role.name) }) });
  const copy = api.useMutation("post", "/api/staff/roles/{id}/copy/", {
    onSuccess: async (made) => {
      await refreshStaff(queries);
      await navigate({ to: "/r/$restaurant/staff/roles/$role", params: { restaurant: here.slug, role: String(made.id) } });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("copy.title", { name: roleName(role.name) })}
      description={t("copy.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={id} tone="primary" busy={copy.isPending}>
            {t("copy.action")}
          </Button>
        </>
      }
    >
      <Form id={id} form={form} onSubmit={(body) => copy.mutate({ params: { path: { id: role.id } }, body })} error={copy.error}>
        <TextField name="name" label={t("copy.name")} required maxLength={100} autoFocus />
      </Form>
    </Dialog>
  );
}
