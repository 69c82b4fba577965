import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { Button } from "@/ui/button";

/** The way to where events come from, for who has none yet. */
export function ToTools() {
  const { t } = useTranslation("analytics");
  return (
    <Button asChild>
      <Link to="/r/$restaurant/tools" params={{ restaurant: useHere().slug }}>
        {t("toTools")}
      </Link>
    </Button>
  );
}
