import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Offer } from "@/features/tools/data";
import { TextareaField, TextField } from "@/ui/form";
import { CheckField } from "../check-field";
import { FormDialog } from "../form-dialog";

type Values = {
  slug: string;
  name: string;
  description: string;
  icon: string;
  url: string;
  is_active: boolean;
  is_default: boolean;
  is_public_client: boolean;
  redirect_uris: string;
  post_logout_redirect_uris: string;
};

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const valuesOf = (tool: Offer | null): Values => ({
  slug: tool?.slug ?? "",
  name: tool?.name ?? "",
  description: tool?.description ?? "",
  icon: tool?.icon ?? "",
  url: tool?.url ?? "",
  is_active: tool?.is_active ?? true,
  is_default: tool?.is_default ?? false,
  is_public_client: tool?.is_public_client ?? false,
  redirect_uris: tool?.redirect_uris?.join("\n") ?? "",
  post_logout_redirect_uris: tool?.post_logout_redirect_uris?.join("\n") ?? "",
});

/** Offers a tool to restaurants, or changes one. */
export function ToolForm({ tool, onClose }: { tool: Offer | null; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const send = ({ slug, ...values }: Values) => {
    const body = {
      ...values,
      name: values.name.trim(),
      url: values.url.trim(),
      redirect_uris: lines(values.redirect_uris),
      post_logout_redirect_uris: lines(values.post_logout_redirect_uris),
    };
    return tool
      ? client.PATCH("/api/tools/catalogue/{id}/", { params: { path: { id: tool.id } }, body })
      : client.POST("/api/tools/catalogue/", { body: { ...body, slug: slug.trim() } });
  };
  return (
    <FormDialog<Values>
      as="sheet"
      title={tool ? t("tools.changeNamed", { name: tool.name }) : t("tools.add")}
      action={t(tool ? "tools.save" : "tools.offer")}
      defaults={valuesOf(tool)}
      send={send}
      done={t(tool ? "tools.changed" : "tools.added")}
      onClose={onClose}
    >
      <TextField name="name" label={t("plans.name")} required maxLength={100} />
      {!tool && (
        <TextField
          name="slug"
          label={t("tools.slug")}
          hint={t("tools.slugHint")}
          required
          maxLength={50}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <TextareaField name="description" label={t("plans.description")} optional rows={2} />
      <TextField name="url" label={t("tools.url")} hint={t("tools.urlHint")} required inputMode="url" spellCheck={false} />
      <TextField name="icon" label={t("tools.icon")} hint={t("tools.iconHint")} optional spellCheck={false} />
      <div className="space-y-1">
        <CheckField name="is_active" label={t("tools.isActive")} hint={t("tools.isActiveHint")} />
        <CheckField name="is_default" label={t("tools.isDefault")} hint={t("tools.isDefaultHint")} />
      </div>
      <fieldset className="space-y-4 rounded-lg border p-4">
        <legend className="px-1 text-sm font-medium">{t("tools.openid")}</legend>
        <CheckField name="is_public_client" label={t("tools.isPublic")} hint={t("tools.isPublicHint")} />
        <TextareaField
          name="redirect_uris"
          label={t("tools.redirectUris")}
          hint={t("tools.urisHint")}
          optional
          rows={3}
          spellCheck={false}
        />
        <TextareaField
          name="post_logout_redirect_uris"
          label={t("tools.logoutUris")}
          hint={t("tools.urisHint")}
          optional
          rows={2}
          spellCheck={false}
        />
      </fieldset>
    </FormDialog>
  );
}
