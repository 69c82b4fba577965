import { Check } from "lucide-react";
import { DropdownMenu as Radix, Slot } from "radix-ui";
import { type ComponentProps, createContext, type KeyboardEvent, type ReactNode, use, useRef, useState } from "react";
import { cn } from "@/lib/names";
import { IconButton } from "./button";

/** What the chosen item does, once the menu is closed. */
const Chosen = createContext<{ current: (() => void) | undefined }>({ current: undefined });

/** What can be done with something, behind one button. Until that is pressed the button is all there is: lists have one in each row. */
export function Menu({ trigger, ...rest }: MenuProps) {
  const [opened, setOpened] = useState(false);
  if (opened) return <OpenedMenu trigger={trigger} {...rest} />;
  return (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setOpened(true)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        setOpened(true);
      }}
    >
      {trigger}
    </Slot.Root>
  );
}

/** The three dots behind which a row's or a card's menu is. */
export function MoreButton(props: Omit<ComponentProps<typeof IconButton>, "icon">) {
  return <IconButton icon={dots} size="iconSm" {...props} />;
}

// One path, as a list draws it ten thousand times.
const dots = (
  <svg viewBox="0 0 24 24" stroke="currentColor" strokeWidth={3} strokeLinecap="round" aria-hidden>
    <path d="M5 12h.01M12 12h.01M19 12h.01" />
  </svg>
);

type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  className?: string;
};

/** A menu that was opened at least once. */
function OpenedMenu({ trigger, children, align = "end", side, className }: MenuProps) {
  const [open, setOpen] = useState(true);
  const chosen = useRef<() => void>(undefined);
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
          <Chosen value={chosen}>{children}</Chosen>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const item =
  "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover max-sm:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0";

type ItemProps = Omit<ComponentProps<typeof Radix.Item>, "onSelect"> & {
  /** Is done once the menu is closed, and may open a dialog. */
  onSelect?: () => void;
};

export function MenuItem({ danger = false, className, onSelect, ...rest }: ItemProps & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(item, danger ? "text-bad data-highlighted:bg-bad-soft" : "[&_svg]:text-muted", className)}
      onSelect={useChoice(onSelect)}
      {...rest}
    />
  );
}

export function MenuChoice({ chosen, children, onSelect, ...rest }: ItemProps & { chosen: boolean }) {
  return (
    <Radix.Item className={item} aria-current={chosen || undefined} onSelect={useChoice(onSelect)} {...rest}>
      <span className="min-w-0 grow truncate">{children}</span>
      {chosen && <Check className="text-accent" aria-hidden />}
    </Radix.Item>
  );
}

function useChoice(onSelect?: () => void) {
  const chosen = use(Chosen);
  return () => {
    chosen.current = onSelect;
  };
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">{children}</Radix.Label>;
}

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
