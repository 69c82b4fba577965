import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useState } from "react";
import { cn } from "@/lib/names";

/** What can be done with something, behind one button. */
export function Menu({
  trigger,
  children,
  align = "end",
  side,
  className,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  className?: string;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root modal={false} open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {/* Within the page's own landmark, so that it is found where the rest is. */}
      <Radix.Portal container={document.getElementById("main") ?? document.body}>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-appear overflow-y-auto rounded-lg border bg-raised p-1 shadow-high",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const item =
  "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover max-sm:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0";

export function MenuItem({ danger = false, className, ...rest }: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(item, danger ? "text-bad data-highlighted:bg-bad-soft" : "[&_svg]:text-muted", className)}
      {...rest}
    />
  );
}

export function MenuChoice({ chosen, children, ...rest }: ComponentProps<typeof Radix.Item> & { chosen: boolean }) {
  return (
    <Radix.Item className={item} aria-current={chosen || undefined} {...rest}>
      <span className="min-w-0 grow truncate">{children}</span>
      {chosen && <Check className="text-accent" aria-hidden />}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">{children}</Radix.Label>;
}

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
