import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Tool } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Form, Switch, TextareaField, TextField, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { putTool, refreshTools } from "./data";
import { readObject, written } from "./json";

type Values = { url: string; is_active: boolean; settings: string; metadata: string };

const valuesOf = (tool: Tool): Values => ({
  url: tool.url,
  is_active: tool.is_active,
  settings: written(tool.settings),
  metadata: written(tool.metadata),
});

/** What the restaurant says of a tool that it has installed. */
export function SettingsSheet({ tool, onClose }: { tool: Tool; onClose: () => void }) {
  const { t } = useTranslation(["tools", "common"]);
  const id = useId();
  const queries = useQueryClient();
  const before = valuesOf(tool);
  const form = useApiForm<Values>(before);
  const save = api.useMutation("patch", "/api/tools/available/{id}/", {
    onSuccess: async (changed) => {
      putTool(queries, changed);
      say(t("settings.done", { name: tool.name }));
      onClose();
      await refreshTools(queries);
    },
  });
  const submit = (values: Values) => {
    const objects = { settings: readObject(values.settings), metadata: readObject(values.metadata) };
    for (const name of ["settings", "metadata"] as const) {
      if (objects[name] === null) form.setError(name, { message: t("settings.noObject") }, { shouldFocus: true });
    }
    if (objects.settings === null || objects.metadata === null) return;
    const body = {
      ...(values.url.trim() !== before.url && { url: values.url.trim() }),
      ...(values.is_active !== before.is_active && { is_active: values.is_active }),
      ...(values.settings !== before.settings && { settings: objects.settings }),
      ...(values.metadata !== before.metadata && { metadata: objects.metadata }),
    };
    if (Object.keys(body).length === 0) onClose();
    else save.mutate({ params: { path: { id: tool.id } }, body });
  };
  return (
    <Dialog
      as="sheet"
      open
      onClose={onClose}
      title={t("settings.title", { name: tool.name })}
      description={t("settings.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={id} tone="primary" busy={save.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <Form id={id} form={form} onSubmit={submit} error={save.error}>
        <div className="flex items-start justify-between gap-4 rounded-lg border px-4 py-3">
          <div>
            <label htmlFor={`${id}-active`} className="font-medium">
              {t("settings.active")}
            </label>
            <p id={`${id}-hint`} className="text-sm text-muted">
              {t("settings.activeHint")}
            </p>
          </div>
          <Switch id={`${id}-active`} aria-describedby={`${id}-hint`} {...form.register("is_active")} />
        </div>
        <TextField name="url" label={t("settings.url")} hint={t("settings.urlHint")} inputMode="url" spellCheck={false} />
        <TextareaField
          name="settings"
          label={t("settings.settings")}
          hint={t("settings.settingsHint")}
          rows={6}
          spellCheck={false}
        />
        <TextareaField
          name="metadata"
          label={t("settings.metadata")}
          hint={t("settings.metadataHint")}
          rows={4}
          spellCheck={false}
        />
      </Form>
    </Dialog>
  );
}
