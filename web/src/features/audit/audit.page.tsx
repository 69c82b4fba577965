import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Shut } from "@/app/shell/frame";
import { useHere } from "@/app/who";
import { may } from "@/lib/permissions";
import { Page } from "@/ui/page";
import { Export, Log } from "./log";
import { RestaurantLog } from "./whose";

export const Route = createLazyRoute("/_in/r/$restaurant/audit")({ component: Audit });

/** Who changed what in the restaurant. */
function Audit() {
  const { t } = useTranslation("audit");
  const here = useHere();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  if (!may(here, "audit.view")) return <Shut title={t("shut")}>{t("shutText", { restaurant: here.name })}</Shut>;
  return (
    <RestaurantLog>
      <Page title={t("title")} description={t("about")} actions={<Export search={search} />}>
        <Log
          search={search}
          onShow={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
          none={{ title: t("none"), text: t("noneText") }}
        />
      </Page>
    </RestaurantLog>
  );
}
