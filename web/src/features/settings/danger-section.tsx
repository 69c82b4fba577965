import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Tenant } from "@/api/types";
import { restaurantsQuery, useProfile } from "@/app/who";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Field, Input } from "@/ui/form";
import { say, sayFailed } from "@/ui/toast";
import { Section } from "./section";

/** The end of a restaurant. Its name has to be typed: nobody does that by mistake. */
export function DangerSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const close = () => {
    setOpen(false);
    setTyped("");
  };
  const remove = useDelete(tenant);
  return (
    <Section name="danger">
      <ul className="mb-5 list-disc space-y-1 pl-5 text-sm text-muted">
        <li>{t("danger.once")}</li>
        <li>{t("danger.money")}</li>
        <li>{t("danger.free")}</li>
        <li>{t("danger.grace")}</li>
      </ul>
      <Button tone="danger" onClick={() => setOpen(true)}>
        {t("danger.delete")}
      </Button>
      <Confirm
        open={open}
        onClose={close}
        title={t("danger.confirm", { name: tenant.name })}
        action={t("danger.delete")}
        danger
        busy={remove.isPending}
        disabled={typed.trim() !== tenant.name.trim()}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("danger.last")}</p>
        <Field label={t("danger.type", { name: tenant.name })} className="text-ink">
          {(props) => <Input {...props} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </Confirm>
    </Section>
  );
}

function useDelete(tenant: Tenant) {
  const { t } = useTranslation("settings");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { is_superuser: isSuperuser } = useProfile();
  return useMutation({
    mutationFn: () => client.DELETE("/api/tenants/{id}/", { params: { path: { id: tenant.id } } }),
    onError: (error) => sayFailed(t("danger.failed", { name: tenant.name }), error),
    onSuccess: async () => {
      // The list keeps the restaurant until another page is there: this one would ask for what is gone.
      const other = queries.getQueryData(restaurantsQuery.queryKey)?.find((one) => one.id !== tenant.id);
      const leave = { replace: true, ignoreBlocker: true };
      say(t("danger.deleted", { name: tenant.name }));
      if (isSuperuser) await navigate({ to: "/admin", ...leave });
      else if (other) await navigate({ to: "/r/$restaurant", params: { restaurant: other.slug }, ...leave });
      else await navigate({ to: "/new", ...leave });
      queries.setQueryData(restaurantsQuery.queryKey, (all) => all?.filter((one) => one.id !== tenant.id));
      await queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey });
    },
  });
}
