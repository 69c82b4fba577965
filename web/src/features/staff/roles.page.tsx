import { createLazyRoute, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { useHere } from "@/app/who";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { CopyRole } from "./copy-role";
import { useCatalogue, usePowers, useRoles } from "./data";
import { DeleteRole } from "./delete-role";
import { RoleCard } from "./role-card";
import { StaffTabs } from "./tabs";

export const Route = createLazyRoute("/_in/r/$restaurant/staff/roles")({ component: Roles });

function Roles() {
  const { t } = useTranslation("staff");
  const here = useHere();
  const powers = usePowers();
  const roles = useRoles();
  const catalogue = useCatalogue();
  const [asked, setAsked] = useState<{ to: "copy" | "delete"; role: Role } | null>(null);
  const close = () => setAsked(null);
  return (
    <Page
      title={t("tabs.roles")}
      description={t(powers.manages ? "roles.text" : "roles.onlyOwn")}
      actions={
        powers.manages && (
          <Button asChild tone="primary">
            <Link to="/r/$restaurant/staff/roles/$role" params={{ restaurant: here.slug, role: "new" }}>
              <Plus aria-hidden /> {t("roles.new")}
            </Link>
          </Button>
        )
      }
    >
      <StaffTabs />
      {roles.error ? (
        <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />
      ) : (
        <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
          {roles.isPending || catalogue.isPending
            ? [1, 2, 3].map((at) => (
                <li key={at}>
                  <Skeleton className="h-52 rounded-lg" />
                </li>
              ))
            : roles.data.results.map((role) => (
                <li key={role.id}>
                  <RoleCard
                    role={role}
                    catalogue={catalogue.data?.results ?? []}
                    powers={powers}
                    onCopy={() => setAsked({ to: "copy", role })}
                    onDelete={() => setAsked({ to: "delete", role })}
                  />
                </li>
              ))}
        </ul>
      )}
      {asked?.to === "copy" && <CopyRole role={asked.role} onClose={close} />}
      {asked?.to === "delete" && <DeleteRole role={asked.role} powers={powers} onClose={close} />}
    </Page>
  );
}
