import { Check } from "lucide-react";
import { Slot } from "radix-ui";
import {
  type ComponentProps,
  createContext,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  use,
  useState,
} from "react";
import { cn } from "@/lib/names";
import { IconButton } from "./button";
import type { Parts } from "./opened-menu";

const load = () => import("./opened-menu");
const OpenedMenu = lazy(load);

export type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  className?: string;
};

/**
 * What can be done with something, behind one button. Until that is pressed the button is all there is, since lists have one in each
 * row and pages open without any.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const [opened, setOpened] = useState(false);
  const button = (
    <Slot.Root
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
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
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <OpenedMenu trigger={trigger} {...rest} />
    </Suspense>
  );
}

/** What an opened menu gives its items: what they are made of, and where to leave what the chosen one does once the menu is closed. */
export const Opened = createContext<{ parts: Parts; chosen: RefObject<(() => void) | undefined> } | null>(null);

function useOpened() {
  const opened = use(Opened);
  if (!opened) throw new Error("a menu's items are in a menu");
  return opened;
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

const item =
  "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover max-sm:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0";

type ItemProps = Omit<ComponentProps<Parts["Item"]>, "onSelect"> & {
  /** Is done once the menu is closed, and may open a dialog. */
  onSelect?: () => void;
};

export function MenuItem({ danger = false, className, onSelect, ...rest }: ItemProps & { danger?: boolean }) {
  const { parts, chosen } = useOpened();
  return (
    <parts.Item
      className={cn(item, danger ? "text-bad data-highlighted:bg-bad-soft" : "[&_svg]:text-muted", className)}
      onSelect={() => {
        chosen.current = onSelect;
      }}
      {...rest}
    />
  );
}

export function MenuChoice({ chosen, children, onSelect, ...rest }: ItemProps & { chosen: boolean }) {
  const opened = useOpened();
  return (
    <opened.parts.Item
      className={item}
      aria-current={chosen || undefined}
      onSelect={() => {
        opened.chosen.current = onSelect;
      }}
      {...rest}
    >
      <span className="min-w-0 grow truncate">{children}</span>
      {chosen && <Check className="text-accent" aria-hidden />}
    </opened.parts.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const { Label } = useOpened().parts;
  return <Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">{children}</Label>;
}

export function MenuLine() {
  const { Separator } = useOpened().parts;
  return <Separator className="-mx-1 my-1 h-px bg-line" />;
}
