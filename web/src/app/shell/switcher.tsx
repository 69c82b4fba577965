import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { roleName } from "@/lib/role-names";
import { Avatar } from "@/ui/avatar";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { useHere, useRestaurants, useTenant } from "../who";

/** Which restaurant the pages are about, and the way to another. */
export function Switcher() {
  const { t } = useTranslation();
  const here = useHere();
  const tenant = useTenant();
  const restaurants = useRestaurants();
  const navigate = useNavigate();
  return (
    <Menu
      align="start"
      className="w-64"
      trigger={
        <button
          type="button"
          className="relative flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover"
        >
          <Avatar name={here.name} picture={tenant?.logo} square />
          <span className="min-w-0 grow">
            <span className="block truncate font-semibold">{here.name}</span>
            <span className="block truncate text-xs text-muted max-lg:hidden">
              {here.role ? roleName(here.role) : t("switcher.superuser")}
            </span>
          </span>
          <span className="sr-only">{t("switcher.choose")}</span>
          <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
        </button>
      }
    >
      <MenuLabel>{t("switcher.restaurants")}</MenuLabel>
      {restaurants.slice(0, 50).map((other) => (
        <MenuChoice
          key={other.id}
          chosen={other.id === here.tenant_id}
          onSelect={() => void navigate({ to: "/r/$restaurant", params: { restaurant: other.slug } })}
        >
          {other.name}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem asChild>
        <Link to="/new">
          <Plus /> {t("switcher.new")}
        </Link>
      </MenuItem>
    </Menu>
  );
}
