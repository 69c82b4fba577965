import { createLazyRoute } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Permission, Role } from "@/api/types";
import { useHere } from "@/app/who";
import type { Permissions } from "@/lib/permissions";
import { roleName } from "@/lib/role-names";
import { BackLink, Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { Banner, EmptyState, ErrorState } from "@/ui/states";
import { everything } from "./authority";
import { type Powers, useCatalogue, usePowers } from "./data";
import { RoleEditor } from "./role-editor";
import { usePermissionWords } from "./words";

export const Route = createLazyRoute("/_in/r/$restaurant/staff/roles/$role")({ component: RolePage });

function RolePage() {
  const { t, i18n } = useTranslation("staff");
  const { role: id } = Route.useParams();
  const isNew = id === "new";
  const powers = usePowers();
  const catalogue = useCatalogue();
  const role = api.useQuery("get", "/api/staff/roles/{id}/", { params: { path: { id: Number(id) } } }, { enabled: !isNew });
  const error = role.error ?? catalogue.error;
  const isPending = (!isNew && role.isPending) || catalogue.isPending;
  if (isNew && !powers.manages) {
    return (
      <Page width="narrow" title={t("editor.new")} back={<Back />}>
        <EmptyState icon={<Lock />} title={t("editor.forbidden")}>
          {t("editor.viewText")}
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page width="narrow" title={isNew ? t("editor.new") : role.data ? roleName(role.data.name) : t("tabs.roles")} back={<Back />}>
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            if (!isNew) void role.refetch();
            void catalogue.refetch();
          }}
        />
      ) : isPending ? (
        <div className="space-y-4">
          <Skeleton className="h-44" />
          <Skeleton className="h-72" />
        </div>
      ) : (
        // The form is in one language: in another it is another form.
        <Loaded key={`${id} ${i18n.language}`} role={role.data} catalogue={catalogue.data?.results ?? []} powers={powers} />
      )}
    </Page>
  );
}

function Loaded({ role, catalogue, powers }: { role: Role | undefined; catalogue: Permission[]; powers: Powers }) {
  const why = useReason(role, catalogue, powers);
  return (
    <>
      {why}
      <RoleEditor role={role} catalogue={catalogue} powers={powers} readOnly={why !== null} />
    </>
  );
}

/** Why the role cannot be changed, null when it can. */
function useReason(role: Role | undefined, catalogue: Permission[], powers: Powers): ReactNode {
  const { t } = useTranslation("staff");
  const words = usePermissionWords();
  if (role?.is_owner) {
    return (
      <Banner className="mb-6" title={t("editor.ownerTitle")}>
        {t("editor.ownerText")}
      </Banner>
    );
  }
  if (!powers.manages) {
    return (
      <Banner className="mb-6" title={t("editor.viewTitle")}>
        {t("editor.viewText")}
      </Banner>
    );
  }
  const beyond = role ? powers.beyond({ permissions: role.permissions as Permissions }) : [];
  if (beyond.length === 0) return null;
  const names = beyond.map((name) =>
    name === everything ? t("editor.everything") : words.nameOf(catalogue.find((known) => known.name === name) ?? { name }),
  );
  return (
    <Banner className="mb-6" title={t("editor.beyondTitle")}>
      {t("editor.beyondText", { names: names.join(", ") })}
    </Banner>
  );
}

function Back() {
  const { t } = useTranslation("staff");
  const here = useHere();
  return (
    <BackLink to="/r/$restaurant/staff/roles" params={{ restaurant: here.slug }}>
      {t("editor.back")}
    </BackLink>
  );
}
