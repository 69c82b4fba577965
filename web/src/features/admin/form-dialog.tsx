import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import type { DefaultValues, FieldValues, UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Form, useApiForm } from "@/ui/form";
import { say } from "@/ui/toast";
import { useRefresh } from "./acts";

type Props<T extends FieldValues> = {
  title: string;
  description?: ReactNode;
  /** What the button does, in a verb. */
  action: string;
  danger?: boolean;
  as?: "dialog" | "sheet";
  size?: "sm" | "md" | "lg";
  defaults: DefaultValues<T>;
  /** Sends what was filled in. */
  send: (values: T, form: UseFormReturn<T>) => Promise<unknown>;
  /** What is said when it was done. */
  done: string;
  onClose: () => void;
  children: ReactNode | ((form: UseFormReturn<T>) => ReactNode);
};

/** A form in a dialog. What was typed stays when it fails, and what the API says of a field stands at it. */
export function FormDialog<T extends FieldValues>({ defaults, send, done, action, danger, children, ...dialog }: Props<T>) {
  const { t } = useTranslation();
  const id = useId();
  const refresh = useRefresh();
  const form = useApiForm<T>(defaults);
  const sent = useMutation({
    mutationFn: (values: T) => send(values, form),
    onSuccess: () => {
      say(done);
      dialog.onClose();
      return refresh();
    },
  });
  return (
    <Dialog
      open
      {...dialog}
      footer={
        <>
          <Button onClick={dialog.onClose}>{t("cancel")}</Button>
          <Button type="submit" form={id} tone={danger ? "danger" : "primary"} busy={sent.isPending}>
            {action}
          </Button>
        </>
      }
    >
      <Form id={id} form={form} onSubmit={(values) => sent.mutate(values)} error={sent.error}>
        {typeof children === "function" ? children(form) : children}
      </Form>
    </Dialog>
  );
}
