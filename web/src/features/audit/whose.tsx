import { createContext, type ReactNode, use } from "react";
import { useHere, useTimeZone } from "@/app/who";
import { may } from "@/lib/permissions";

/** Whose log the components here show: a restaurant's, or the platform's own. */
export type Whose = {
  of: "restaurant" | "platform";
  /** By whose clocks days begin. */
  zone: string;
  /** Names of members and roles can be asked for. */
  knowsStaff: boolean;
};

const Log = createContext<Whose>({ of: "platform", zone: "UTC", knowsStaff: false });

export const useWhose = () => use(Log);

/** The log of the restaurant that the page is about. */
export function RestaurantLog({ children }: { children: ReactNode }) {
  const here = useHere();
  const zone = useTimeZone();
  return <Log value={{ of: "restaurant", zone, knowsStaff: may(here, "staff.view") }}>{children}</Log>;
}

/** The log of what belongs to no restaurant, by the clocks of whoever looks. */
export function PlatformLog({ children }: { children: ReactNode }) {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return <Log value={{ of: "platform", zone, knowsStaff: false }}>{children}</Log>;
}
