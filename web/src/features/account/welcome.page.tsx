import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { hereQuery, restaurantsQuery, useHere, useTenant } from "@/app/who";
import { Plain } from "./frame";
import { ThreeThings } from "./three-things";
import { withSetting } from "./welcome";

export const Route = createLazyRoute("/_in/r/$restaurant/welcome")({ component: Welcome });

/** What a new owner is asked once: signing up has made the restaurant, with a name and a clock that were guessed. */
function Welcome() {
  const { t } = useTranslation("account");
  const here = useHere();
  const tenant = useTenant();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const update = api.useMutation("patch", "/api/tenants/{id}/", {
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: hereQuery(here.slug).queryKey }),
      ]);
      await navigate({ to: "/r/$restaurant", params: { restaurant: here.slug } });
    },
  });
  if (!tenant) return null;
  return (
    <Plain title={t("new.welcome")} text={t("new.text")}>
      <ThreeThings
        name={tenant.name}
        action={t("new.start")}
        busy={update.isPending}
        error={update.error}
        onSubmit={(values) =>
          update.mutate({
            params: { path: { id: tenant.id } },
            body: { ...values, settings: withSetting(tenant.settings, "welcomed") },
          })
        }
      />
    </Plain>
  );
}
