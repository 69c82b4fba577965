import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Shut } from "@/app/shell/frame";
import { useHere, useTenant } from "@/app/who";
import { mayAll } from "@/lib/permissions";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { DangerSection } from "./danger-section";
import { DomainsSection } from "./domains-section";
import { IdentifiersSection } from "./identifiers-section";
import { LogoSection } from "./logo-section";
import { ProfileSection } from "./profile-section";
import { RegionSection } from "./region-section";
import { SectionNavigation } from "./sections";
import { UnsavedGuard } from "./unsaved";

export const Route = createLazyRoute("/_in/r/$restaurant/settings")({ component: SettingsPage });

/** What the restaurant is, to its guests and to the tools. */
function SettingsPage() {
  const { t } = useTranslation("settings");
  const here = useHere();
  if (!mayAll(here)) return <Shut title={t("shut")}>{t("shutText", { restaurant: here.name })}</Shut>;
  return (
    <Page title={t("title")} description={t("about")}>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[11rem_minmax(0,48rem)] lg:gap-8">
        <SectionNavigation />
        <Sections />
      </div>
    </Page>
  );
}

function Sections() {
  const tenant = useTenant();
  if (!tenant) {
    return (
      <div className="space-y-6" aria-hidden>
        <Skeleton className="h-120" />
        <Skeleton className="h-40" />
      </div>
    );
  }
  return (
    <UnsavedGuard>
      <div className="min-w-0 space-y-6" key={tenant.id}>
        <ProfileSection tenant={tenant} />
        <LogoSection tenant={tenant} />
        <RegionSection tenant={tenant} />
        <DomainsSection tenant={tenant} />
        <IdentifiersSection tenant={tenant} />
        <DangerSection tenant={tenant} />
      </div>
    </UnsavedGuard>
  );
}
