import { DropdownMenu as Radix } from "radix-ui";
import { useMemo, useRef, useState } from "react";
import { cn } from "@/lib/names";
import { type MenuProps, Opened } from "./menu";

const parts = { Item: Radix.Item, Label: Radix.Label, Separator: Radix.Separator };
export type Parts = typeof parts;

/** A menu that was opened at least once. */
export default function OpenedMenu({ trigger, children, align = "end", side, className }: MenuProps) {
  const [open, setOpen] = useState(true);
  const chosen = useRef<() => void>(undefined);
  const opened = useMemo(() => ({ parts, chosen }), []);
  const closed = () => {
    const act = chosen.current;
    chosen.current = undefined;
    // After Radix has given the focus back to the button, so that a dialog gives it back there too.
    if (act) queueMicrotask(act);
  };
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
          onCloseAutoFocus={closed}
          className={cn(
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-appear overflow-y-auto rounded-lg border bg-raised p-1 shadow-high",
            className,
          )}
        >
          <Opened value={opened}>{children}</Opened>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
