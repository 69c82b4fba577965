import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Form, TextField, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { useUnsaved } from "./unsaved";

export function AddDomain({ tenant, onAdded }: { tenant: Tenant; onAdded: () => void }) {
  const { t } = useTranslation("settings");
  const form = useApiForm({ domain: "" });
  useUnsaved("domains", form.formState.isDirty);
  const add = api.useMutation("post", "/api/tenants/{id}/domains/", {
    onSuccess: ({ domain }) => {
      form.reset();
      onAdded();
      say(t("domains.added", { domain }));
    },
  });
  return (
    <Form
      form={form}
      error={add.error}
      className="border-t pt-4"
      onSubmit={(body) => add.mutate({ params: { path: { id: tenant.id } }, body })}
    >
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          name="domain"
          label={t("domains.name")}
          hint={t("domains.nameHint", { host: location.hostname })}
          required
          maxLength={253}
          placeholder="menu.example.com"
          autoCapitalize="none"
          spellCheck={false}
          className="min-w-64 grow"
        />
        <Button type="submit" className="sm:mt-6.5" busy={add.isPending}>
          {t("domains.add")}
        </Button>
      </div>
    </Form>
  );
}
