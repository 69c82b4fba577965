import { ClerkProvider, useAuth } from "@clerk/react";
import { type ReactNode, useEffect } from "react";
import { clerkIsReady } from "./clerk";
import { clerkPublishableKey } from "./settings";

export default function Clerk({ children }: { children: ReactNode }) {
  return (
    <ClerkProvider publishableKey={clerkPublishableKey} signInUrl="/sign-in" signUpUrl="/sign-in" afterSignOutUrl="/sign-in">
      <Ready />
      {children}
    </ClerkProvider>
  );
}

function Ready() {
  const { isLoaded } = useAuth();
  useEffect(() => {
    if (isLoaded) clerkIsReady();
  }, [isLoaded]);
  return null;
}
