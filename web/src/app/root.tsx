import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function Root() {
  const { t } = useTranslation();
  return (
    <>
      <a
        href="#main"
        className="sr-only z-80 rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <Outlet />
    </>
  );
}
