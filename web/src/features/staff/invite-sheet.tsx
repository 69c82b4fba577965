import { useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Form, TextField, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { refreshStaff, usePowers } from "./data";
import { DetailFields, type Details } from "./details";
import { RoleField } from "./role-options";
import { Seats } from "./seats";

type Invitation = Details & { email: string; first_name: string; last_name: string; role_id: string };

const empty: Invitation = {
  email: "",
  first_name: "",
  last_name: "",
  role_id: "",
  department: "",
  hired_date: "",
  employee_id: "",
  salary: "",
};

/** What was filled in: what was left empty is the API's to choose. */
function bodyOf({ role_id, ...rest }: Invitation) {
  const filled = Object.entries(rest)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  return { role_id: Number(role_id), ...Object.fromEntries(filled) };
}

export function InviteSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  const id = useId();
  const queries = useQueryClient();
  const powers = usePowers();
  const form = useApiForm<Invitation>(empty);
  const invite = api.useMutation("post", "/api/staff/members/", {
    onSuccess: (member) => {
      say(t("invite.sent", { email: member.user.email }));
      form.reset(empty);
      onClose();
      return refreshStaff(queries);
    },
  });
  return (
    <Dialog
      as="sheet"
      open={open}
      onClose={onClose}
      title={t("invite.title")}
      description={t("invite.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={id} tone="primary" busy={invite.isPending}>
            {t("invite.send")}
          </Button>
        </>
      }
    >
      <div className="space-y-6">
        <Seats />
        <Form id={id} form={form} onSubmit={(values) => invite.mutate({ body: bodyOf(values) })} error={invite.error}>
          <TextField
            name="email"
            label={t("field.email")}
            hint={t("field.emailHint")}
            type="email"
            autoComplete="off"
            required
            autoFocus
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField name="first_name" label={t("field.first")} autoComplete="off" optional />
            <TextField name="last_name" label={t("field.last")} autoComplete="off" optional />
          </div>
          <RoleField powers={powers} />
          <details className="group rounded-lg border">
            <summary className="flex list-none items-center gap-2 rounded-lg px-4 py-3 font-medium hover:bg-hover">
              <ChevronRight className="size-4 text-muted transition-transform group-open:rotate-90" aria-hidden />
              {t("invite.details")}
            </summary>
            <div className="px-4 pt-1 pb-4">
              <DetailFields isNew />
            </div>
          </details>
        </Form>
      </div>
    </Dialog>
  );
}
