import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, startTransition, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { session } from "@/session";
import { SessionProvider } from "@/session/provider";
import { Toasts } from "@/ui/toast";
import { Offline } from "./offline";
import { queries } from "./query";
import { router } from "./router";

const SignedOut = lazy(() => import("./signed-out"));

/** Signing in again, which most people never have to. */
function WhenSignedOut() {
  const ended = useSyncExternalStore(session.watch, session.hasEnded);
  return <Suspense>{ended && <SignedOut />}</Suspense>;
}

/**
 * The page of the address, once it is there as a whole: then it is drawn in slices, between which the browser answers, and at once,
 * without a frame that fills up. Whoever waits longer sees what the page is made of meanwhile.
 */
function Pages() {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const begin = () => startTransition(() => setReady(true));
    const timer = setTimeout(begin, patience);
    void router.load().finally(begin);
    return () => clearTimeout(timer);
  }, []);
  return ready ? <RouterProvider router={router} /> : <Starting />;
}

const patience = 1_000; // milliseconds

/** As index.html begins. */
function Starting() {
  const { t } = useTranslation();
  return (
    <div className="start" role="status" aria-label={t("loading")}>
      <span className="start-mark" aria-hidden />
    </div>
  );
}

export function App() {
  return (
    <SessionProvider>
      <QueryClientProvider client={queries}>
        <Pages />
        <WhenSignedOut />
        <Offline />
        <Toasts />
      </QueryClientProvider>
    </SessionProvider>
  );
}
