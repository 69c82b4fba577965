import { createLazyRoute } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { signInWindow } from "@/session/cookie";
import { Plain } from "./frame";

export const Route = createLazyRoute("/signed-in")({ component: SignedIn });

/** Where a window ends that was opened to sign in; the one that opened it goes on. */
function SignedIn() {
  const { t } = useTranslation("account");
  useEffect(() => {
    if (window.name === signInWindow) window.close();
  }, []);
  return <Plain title={t("signedIn.title")} text={t("signedIn.text")} />;
}
