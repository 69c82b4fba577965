import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { session } from ".";
import { clerkPublishableKey } from "./settings";

const Clerk = lazy(() => import("@clerk/react").then((clerk) => ({ default: clerk.SignIn })));

/** Where somebody signs in or up: Clerk's own form, or the way to the page that has one. */
export function SignIn({ back }: { back: string }) {
  const { t } = useTranslation();
  if (clerkPublishableKey) {
    return (
      <Suspense>
        <Clerk routing="hash" fallbackRedirectUrl={back} signUpFallbackRedirectUrl={back} withSignUp />
      </Suspense>
    );
  }
  return (
    <Button tone="primary" size="lg" className="w-full" onClick={() => session.signIn(back)}>
      {t("session.signIn")}
    </Button>
  );
}
