import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { SessionProvider } from "@/session/provider";
import { Toasts } from "@/ui/toast";
import { Offline } from "./offline";
import { queries } from "./query";
import { router } from "./router";
import { SignedOut } from "./signed-out";

export function App() {
  return (
    <SessionProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <SignedOut />
        <Offline />
        <Toasts />
      </QueryClientProvider>
    </SessionProvider>
  );
}
