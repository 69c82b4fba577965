import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Form, TextField, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { useSave } from "./saving";
import { useUnsaved } from "./unsaved";

/** The name in the restaurant's addresses. Changing it changes them all, so it is asked twice. */
export function SlugForm({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const form = useApiForm({ slug: tenant.slug });
  const write = useSave(tenant);
  const [wanted, setWanted] = useState("");
  useUnsaved("identifiers", form.formState.isDirty);
  const save = useMutation({
    mutationFn: write,
    onSuccess: async ({ slug }) => {
      setWanted("");
      form.reset({ slug });
      say(t("identifiers.changed"));
      await navigate({
        to: "/r/$restaurant/settings",
        params: { restaurant: slug },
        hash: "identifiers",
        replace: true,
        ignoreBlocker: true,
      });
    },
    onError: () => setWanted(""),
  });
  return (
    <>
      <Form form={form} error={save.error} onSubmit={({ slug }) => setWanted(slug.trim())}>
        <div className="flex flex-wrap items-start gap-3">
          <TextField
            name="slug"
            label={t("identifiers.slug")}
            hint={t("identifiers.slugHint")}
            required
            maxLength={63}
            autoCapitalize="none"
            spellCheck={false}
            className="min-w-64 grow"
          />
          <Button type="submit" className="sm:mt-6.5" disabled={!form.formState.isDirty}>
            {t("identifiers.change")}
          </Button>
        </div>
      </Form>
      <Confirm
        open={wanted !== ""}
        onClose={() => setWanted("")}
        title={t("identifiers.confirm", { slug: wanted })}
        action={t("identifiers.change")}
        danger
        busy={save.isPending}
        onConfirm={() => save.mutate({ slug: wanted })}
      >
        <p>{t("identifiers.warning", { before: tenant.slug })}</p>
        <p>
          <code className="font-mono break-all text-ink">
            {location.origin}/r/{wanted}
          </code>
        </p>
      </Confirm>
    </>
  );
}
