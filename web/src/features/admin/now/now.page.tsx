import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";
import { Figures } from "./figures";
import { Problems } from "./problems";

export const Route = createLazyRoute("/admin/")({ component: Now });

/** How the platform does, and what is wrong with it right now. */
function Now() {
  const { t } = useTranslation("admin");
  return (
    <Page title={t("nav.problems")} description={t("now.text")}>
      <div className="space-y-6">
        <Figures />
        <Problems />
      </div>
    </Page>
  );
}
