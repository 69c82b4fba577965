import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useRestaurantName } from "./data";

const look = "max-w-full truncate rounded-sm underline-offset-4 hover:underline";

/** A restaurant by its name, which leads to what operators see of it. */
export function RestaurantLink({ id, name }: { id: number; name?: string }) {
  return name === undefined ? <Asked id={id} /> : <Named id={id} name={name} />;
}

function Asked({ id }: { id: number }) {
  return <Named id={id} name={useRestaurantName(id)} />;
}

function Named({ id, name }: { id: number; name: string | undefined }) {
  const { t } = useTranslation("admin");
  return (
    <Link to="/admin/restaurants/$id" params={{ id: String(id) }} className={look}>
      {name || t("restaurant.numbered", { id })}
    </Link>
  );
}

/** To where one begins what is done to a restaurant. */
export function ToRestaurants() {
  const { t } = useTranslation("admin");
  return (
    <Button asChild>
      <Link to="/admin/restaurants">{t("restaurants.choose")}</Link>
    </Button>
  );
}
