import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/names";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        primary: "bg-accent text-on-accent shadow-low hover:bg-accent-hover",
        secondary: "border border-line bg-surface text-ink shadow-low hover:bg-hover",
        quiet: "text-muted hover:bg-hover hover:text-ink",
        danger: "bg-bad-fill text-white shadow-low hover:brightness-95",
        dangerQuiet: "text-bad hover:bg-bad-soft",
        link: "h-auto! px-0! text-accent underline-offset-4 hover:underline",
      },
      size: {
        sm: "h-8 px-2.5 text-sm",
        md: "h-9 px-3.5 text-base max-sm:h-10",
        lg: "h-11 px-5 text-lg",
        icon: "size-9 max-sm:size-10",
        iconSm: "size-8",
      },
    },
    defaultVariants: { tone: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof look> & {
    /** Makes its only child look like a button: for links. */
    asChild?: boolean;
    /** What it does is under way: it shows so, and does nothing meanwhile. */
    busy?: boolean;
  };

export function Button({ tone, size, asChild, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  const names = cn(look({ tone, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={names} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={names} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}

/** A button of an icon alone. Its name is read aloud, and shown when it is pointed at. */
export function IconButton({
  name,
  icon,
  tone = "quiet",
  size = "icon",
  ...rest
}: Omit<ButtonProps, "children"> & { name: string; icon: ReactNode }) {
  return (
    <Button tone={tone} size={size} aria-label={name} title={name} {...rest}>
      {icon}
    </Button>
  );
}
