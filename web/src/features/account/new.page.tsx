import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { restaurantsQuery, useProfile } from "@/app/who";
import { Plain } from "./frame";
import { ThreeThings } from "./three-things";

export const Route = createLazyRoute("/_in/new")({ component: New });

/** Opens another restaurant, for somebody who has one or none. */
function New() {
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
