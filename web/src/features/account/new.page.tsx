import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, Navigate, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { restaurantsQuery, useProfile } from "@/app/who";
import { Skeleton } from "@/ui/skeleton";
import { Plain } from "./frame";
import { ThreeThings } from "./three-things";

export const Route = createLazyRoute("/_in/new")({ component: New });

const often = 500; // milliseconds
const longest = 10_000; // milliseconds that a restaurant may take that comes of a sign-up

/** Opens another restaurant, for somebody who has one or none. Whoever has just signed up gets one, a moment after they did. */
function New() {
  const { first } = Route.useSearch();
  const [waits, setWaits] = useState(first === true);
  useEffect(() => {
    const timer = setTimeout(setWaits, longest, false);
    return () => clearTimeout(timer);
  }, []);
  const { data: restaurants } = useQuery({ ...restaurantsQuery, refetchInterval: waits && often });
  if (waits && restaurants?.length) return <Navigate to="/" replace />;
  return waits ? <Preparing /> : <Open />;
}

function Preparing() {
  const { t } = useTranslation("account");
  return (
    <Plain title={t("new.preparing")} text={t("new.preparingText")}>
      <div className="space-y-4" role="status" aria-label={t("new.preparing")}>
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
        <Skeleton className="h-9" />
      </div>
    </Plain>
  );
}

function Open() {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const profile = useProfile();
  const create = api.useMutation("post", "/api/tenants/", {
    onSuccess: async (tenant) => {
      await queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey });
      await navigate({ to: "/r/$restaurant", params: { restaurant: tenant.slug } });
    },
  });
  return (
    <Plain title={t("new.title")} text={t("new.text")}>
      <ThreeThings
        name=""
        action={t("new.open")}
        busy={create.isPending}
        error={create.error}
        onSubmit={(values) => create.mutate({ body: { ...values, contact_email: profile.email } })}
      />
    </Plain>
  );
}
