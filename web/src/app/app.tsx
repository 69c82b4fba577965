import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
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

export function App() {
  return (
    <SessionProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <WhenSignedOut />
        <Offline />
        <Toasts />
      </QueryClientProvider>
    </SessionProvider>
  );
}
