import { createLazyRoute, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SignIn } from "@/session/sign-in";
import { Plain } from "./frame";

export const Route = createLazyRoute("/sign-in")({ component: SignInPage });

function SignInPage() {
  const { t } = useTranslation("account");
  const { back } = Route.useSearch();
  return (
    <Plain title={t("signIn.title")} text={t("signIn.text")}>
      <SignIn back={back ?? "/"} />
      <p className="mt-6 text-center text-sm">
        <Link to="/admin/sign-in" className="text-muted underline-offset-4 hover:underline">
          {t("signIn.operators")}
        </Link>
      </p>
    </Plain>
  );
}
