import {
  BookOpen,
  CalendarDays,
  ChartColumn,
  CreditCard,
  Gift,
  Grid2x2,
  LayoutTemplate,
  type LucideIcon,
  MessageCircle,
  Package,
  ShoppingBag,
  Truck,
  Users,
  Utensils,
} from "lucide-react";
import { cn } from "@/lib/names";

/** The icons that a tool of the catalogue can name. Any other has the one for all. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "book-open": BookOpen,
  calendar: CalendarDays,
  "bar-chart": ChartColumn,
  "credit-card": CreditCard,
  gift: Gift,
  layout: LayoutTemplate,
  "message-circle": MessageCircle,
  package: Package,
  "shopping-bag": ShoppingBag,
  truck: Truck,
  users: Users,
  utensils: Utensils,
};

export function ToolIcon({ icon, muted = false }: { icon: string; muted?: boolean }) {
  const shape = cn(
    "grid size-10 shrink-0 place-items-center overflow-hidden rounded-lg",
    muted ? "bg-sunken text-muted" : "bg-accent-soft text-accent",
  );
  if (icon.startsWith("https://")) {
    return <img src={icon} alt="" className={cn(shape, "object-cover")} referrerPolicy="no-referrer" loading="lazy" />;
  }
  const Icon = icons[icon] ?? Grid2x2;
  return (
    <span className={shape} aria-hidden>
      <Icon className="size-5" />
    </span>
  );
}
