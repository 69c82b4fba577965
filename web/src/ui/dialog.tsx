import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/names";
import { Button, IconButton } from "./button";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** A sheet comes from the side, for what has much in it. On a phone both fill the width. */
  as?: "dialog" | "sheet";
  /** How wide a dialog is at most. */
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
  footer?: ReactNode;
};

const widths = { sm: "sm:max-w-md", md: "sm:max-w-xl", lg: "sm:max-w-3xl" };

export function Dialog({ open, onClose, title, description, as = "dialog", size = "sm", children, footer }: DialogProps) {
  const { t } = useTranslation();
  // What had the focus when it opened gets it back. Radix knows only of triggers of its own, which these have none of.
  const opener = useRef<Element | null>(null);
  const was = useRef(false);
  if (open && !was.current) opener.current = document.activeElement;
  was.current = open;
  const giveBack = (event: Event) => {
    event.preventDefault();
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/45" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onCloseAutoFocus={giveBack}
          className={cn(
            "fixed z-50 flex w-full flex-col bg-raised shadow-high outline-none",
            as === "sheet"
              ? "inset-y-0 right-0 max-w-full animate-slide sm:max-w-lg sm:border-l"
              : cn(
                  "bottom-0 left-0 max-h-[92dvh] animate-rise rounded-t-xl border sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:max-h-[76vh] sm:-translate-x-1/2 sm:rounded-xl",
                  widths[size],
                ),
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div>
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton name={t("close")} icon={<X />} size="iconSm" />
            </Radix.Close>
          </header>
          {children && <div className="min-h-0 grow overflow-y-auto px-5 pt-1 pb-5">{children}</div>}
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3 max-sm:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** What the button does, in a verb. */
  action: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
};

/** Asks before something that cannot be undone. */
export function Confirm({
  open,
  onClose,
  title,
  children,
  action,
  danger = false,
  busy = false,
  disabled = false,
  onConfirm,
}: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone={danger ? "danger" : "primary"} busy={busy} disabled={disabled} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="space-y-3 text-muted">{children}</div>
    </Dialog>
  );
}
