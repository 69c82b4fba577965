import { Bell, Coins, Dot, Eye, LogIn, PenLine, ShoppingBag, UserCog, UserPlus, UtensilsCrossed } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";

/** The types of events that every restaurant has; tools register others, which are known by their names. */
const known = [
  "order",
  "customer",
  "menu",
  "system",
  "pos_transaction",
  "menu_view",
  "cms_update",
  "user_login",
  "staff_action",
] as const;
type Known = (typeof known)[number];

const icons: Record<Known, ReactNode> = {
  order: <ShoppingBag />,
  customer: <UserPlus />,
  menu: <UtensilsCrossed />,
  system: <Bell />,
  pos_transaction: <Coins />,
  menu_view: <Eye />,
  cms_update: <PenLine />,
  user_login: <LogIn />,
  staff_action: <UserCog />,
};

const isKnown = (type: string): type is Known => known.some((name) => name === type);

/** Says a type of events in the person's language. */
export function useKindName(): (type: string) => string {
  const { t } = useTranslation("analytics");
  return (type) => (isKnown(type) ? t(`kinds.${type}`) : spelled(type));
}

/** A name such as "table_reserved" as words that begin a line. */
const spelled = (type: string) => type.replaceAll(/[_.:-]/g, " ").replace(/^./u, (letter) => letter.toLocaleUpperCase());

export const KindIcon = ({ type }: { type: string }) => (isKnown(type) ? icons[type] : <Dot />);

/** The types of events that the restaurant knows: the platform's, and those of its tools. */
export const useTypes = () => api.useQuery("get", "/api/analytics/types/", { params: { query: { page_size: 200 } } });
