import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { DefaultValues, UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { Button } from "@/ui/button";
import { Form, useApiForm } from "@/ui/form";
import { say, sayFailed } from "@/ui/toast";
import { changed, valuesOf } from "./changed";
import { type Changes, useSave } from "./saving";
import { useUnsaved } from "./unsaved";

type Field = Exclude<keyof Changes, undefined>;
type Values<Name extends Field> = Record<Name, string>;

type Props<Name extends Field> = {
  section: string;
  tenant: Tenant;
  fields: readonly Name[];
  children: ReactNode | ((form: UseFormReturn<Values<Name>>) => ReactNode);
};

/** Some of a restaurant's fields, saved together. Only what differs is sent, so that two people may change different fields. */
export function SectionForm<Name extends Field>({ section, tenant, fields, children }: Props<Name>) {
  const { t } = useTranslation(["settings", "common"]);
  const form = useApiForm<Values<Name>>(valuesOf(tenant, fields) as DefaultValues<Values<Name>>);
  const write = useSave(tenant);
  const { isDirty } = form.formState;
  useUnsaved(section, isDirty);
  const show = (saved: Tenant) => form.reset(valuesOf(saved, fields));
  const undo = async (before: Changes) => {
    try {
      show(await write(before));
    } catch (error) {
      sayFailed(t("undoFailed"), error);
    }
  };
  const save = useMutation({
    mutationFn: async (values: Values<Name>) => {
      const before = valuesOf(tenant, fields);
      const changes = changed(before, values) as Changes;
      const names = Object.keys(changes) as Name[];
      const saved = names.length > 0 ? await write(changes) : tenant;
      show(saved);
      say(t("saved"), names.length > 0 ? () => void undo(valuesOf(before, names) as Changes) : undefined);
    },
  });
  return (
    <Form form={form} onSubmit={(values) => save.mutate(values)} error={save.error}>
      {typeof children === "function" ? children(form) : children}
      <div className="flex flex-wrap items-center gap-2 pt-1">
        <Button type="submit" tone="primary" busy={save.isPending} disabled={!isDirty}>
          {t("common:save")}
        </Button>
        {isDirty && (
          <Button
            tone="quiet"
            disabled={save.isPending}
            onClick={() => {
              save.reset();
              form.reset();
            }}
          >
            {t("discard")}
          </Button>
        )}
      </div>
    </Form>
  );
}
