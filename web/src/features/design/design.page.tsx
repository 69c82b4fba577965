import { createLazyRoute } from "@tanstack/react-router";
import { Page } from "@/ui/page";

export const Route = createLazyRoute("/design")({ component: Design });

function Design() {
  return <Page title="Design">…</Page>;
}
