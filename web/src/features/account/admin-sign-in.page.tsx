import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { profileQuery } from "@/app/who";
import { Button } from "@/ui/button";
import { Form, TextField, useApiForm } from "@/ui/form";
import { Plain } from "./frame";

export const Route = createLazyRoute("/admin/sign-in")({ component: AdminSignIn });

/** Where superusers sign in with a password of their own, which works while Clerk does not. */
function AdminSignIn() {
  const { t } = useTranslation("account");
  const { back } = Route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useApiForm({ email: "", password: "" });
  const login = api.useMutation("post", "/api/auth/login/", {
    onSuccess: async () => {
      await queries.resetQueries({ queryKey: profileQuery.queryKey });
      await navigate({ href: back ?? "/admin" });
    },
  });
  return (
    <Plain title={t("operators.title")} text={t("operators.text")}>
      <Form form={form} onSubmit={(body) => login.mutate({ body })} error={login.error}>
        <TextField name="email" label={t("operators.email")} type="email" autoComplete="username" required autoFocus />
        <TextField name="password" label={t("operators.password")} type="password" autoComplete="current-password" required />
        <Button type="submit" tone="primary" size="lg" className="w-full" busy={login.isPending}>
          {t("operators.signIn")}
        </Button>
      </Form>
      <p className="mt-6 text-center text-sm">
        <Link to="/sign-in" className="text-muted underline-offset-4 hover:underline">
          {t("operators.restaurants")}
        </Link>
      </p>
    </Plain>
  );
}
