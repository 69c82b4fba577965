import { lazy, type ReactNode, Suspense } from "react";
import { clerkPublishableKey } from "./settings";

const Clerk = lazy(() => import("./clerk-provider"));

/** What has to be around all pages for people to be signed in: Clerk's script where there is a key, nothing elsewhere. */
export function SessionProvider({ children }: { children: ReactNode }) {
  if (!clerkPublishableKey) return children;
  return (
    <Suspense>
      <Clerk>{children}</Clerk>
    </Suspense>
  );
}
