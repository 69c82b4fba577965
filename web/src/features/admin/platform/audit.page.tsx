import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Export, Log } from "@/features/audit/log";
import { PlatformLog } from "@/features/audit/whose";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/admin/audit")({ component: Audit });

/** Who changed what that belongs to no restaurant. */
function Audit() {
  const { t } = useTranslation("admin");
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PlatformLog>
      <Page title={t("nav.audit")} description={t("audit.text")} actions={<Export search={search} />}>
        <Log
          search={search}
          onShow={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
          none={{ title: t("audit.none"), text: t("audit.noneText") }}
        />
      </Page>
    </PlatformLog>
  );
}
