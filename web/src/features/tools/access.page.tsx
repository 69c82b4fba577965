import { createLazyRoute } from "@tanstack/react-router";
import { Grid2x2, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { may } from "@/lib/permissions";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { useRoleGrants, useRoles } from "./access-data";
import { useTools } from "./data";
import { MemberAccess } from "./member-access";
import { RoleAccess } from "./role-access";
import type { AccessSearch } from "./search";
import { ToolsTabs } from "./tabs";

export const Route = createLazyRoute("/_in/r/$restaurant/tools/access")({ component: AccessPage });

function AccessPage() {
  const { t } = useTranslation("tools");
  const manages = may(useHere(), "tools.manage");
  return (
    <Page title={t("tabs.access")} description={t("access.text")}>
      <ToolsTabs />
      {manages ? (
        <Matrix />
      ) : (
        <Card>
          <EmptyState icon={<Lock />} title={t("access.forbidden")}>
            {t("access.forbiddenText")}
          </EmptyState>
        </Card>
      )}
    </Page>
  );
}

/** Whole roles first, since they say most with the fewest switches; then whoever is an exception. */
function Matrix() {
  const { t } = useTranslation("tools");
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const tools = useTools();
  const roles = useRoles();
  const byRole = useRoleGrants();
  const all = [tools, roles, byRole];
  const failed = all.find((query) => query.error);
  const change = (to: AccessSearch) =>
    void navigate({ search: (before: AccessSearch) => ({ ...before, ...to }), replace: true, resetScroll: false });
  if (failed) {
    const retry = () => {
      for (const query of all) if (query.error) void query.refetch();
    };
    return <ErrorState error={failed.error} onRetry={retry} />;
  }
  if (!tools.data || !roles.data || byRole.isPending) {
    return (
      <div className="space-y-6">
        <Skeleton className="h-52 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </div>
    );
  }
  if (tools.data.results.length === 0) {
    return (
      <Card>
        <EmptyState icon={<Grid2x2 />} title={t("none.title")}>
          {t("none.text")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="space-y-6">
      <RoleAccess roles={roles.data.results} tools={tools.data.results} pairs={byRole.pairs} />
      <MemberAccess search={search} change={change} roles={roles.data.results} tools={tools.data.results} pairs={byRole.pairs} />
    </div>
  );
}
