import { createRoute, redirect } from "@tanstack/react-router";
import { isProblem } from "@/api/problem";
import * as search from "@/features/admin/search";
import { auditSearch } from "@/features/audit/search";
import { loadTexts } from "@/i18n";
import { FailedAlone } from "./fallbacks";
import { queries } from "./query";
import { type Back, ownPath, root } from "./root-route";
import { enter, profileQuery } from "./who";

// The addresses of the platform's operators.

const adminSignIn = createRoute({
  getParentRoute: () => root,
  path: "/admin/sign-in",
  validateSearch: (search): Back => ({ back: ownPath(search.back) }),
  loader: () => loadTexts("account"),
}).lazy(() => import("@/features/account/admin-sign-in.page").then((page) => page.Route));

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  errorComponent: FailedAlone,
  beforeLoad: async ({ location }) => {
    enter("");
    const profile = await queries.ensureQueryData(profileQuery).catch((error) => {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    });
    if (!profile?.is_superuser) throw redirect({ to: "/admin/sign-in", search: { back: location.href } });
  },
  loader: () => loadTexts("admin"),
}).lazy(() => import("./shell/admin").then((page) => page.Route));

const parent = { getParentRoute: () => admin };

const now = createRoute({ ...parent, path: "/" }).lazy(() => import("@/features/admin/now/now.page").then((page) => page.Route));

const restaurants = createRoute({ ...parent, path: "/restaurants", validateSearch: search.restaurantsSearch }).lazy(() =>
  import("@/features/admin/restaurants/restaurants.page").then((page) => page.Route),
);

const restaurant = createRoute({ ...parent, path: "/restaurants/$id", loader: () => loadTexts("billing", "settings") }).lazy(() =>
  import("@/features/admin/restaurants/restaurant.page").then((page) => page.Route),
);

const users = createRoute({ ...parent, path: "/users", validateSearch: search.usersSearch }).lazy(() =>
  import("@/features/admin/people/users.page").then((page) => page.Route),
);

const analytics = createRoute({ ...parent, path: "/analytics", validateSearch: search.platformSearch }).lazy(() =>
  import("@/features/admin/platform/analytics.page").then((page) => page.Route),
);

const payments = createRoute({
  ...parent,
  path: "/payments",
  validateSearch: search.paymentsSearch,
  loader: () => loadTexts("billing"),
}).lazy(() => import("@/features/admin/money/payments.page").then((page) => page.Route));

const disputes = createRoute({ ...parent, path: "/payments/disputes" }).lazy(() =>
  import("@/features/admin/money/disputes.page").then((page) => page.Route),
);

const findings = createRoute({ ...parent, path: "/payments/findings", validateSearch: search.findingsSearch }).lazy(() =>
  import("@/features/admin/money/findings.page").then((page) => page.Route),
);

const ledger = createRoute({ ...parent, path: "/payments/ledger", validateSearch: search.ofTenant }).lazy(() =>
  import("@/features/admin/money/ledger.page").then((page) => page.Route),
);

const subscriptions = createRoute({ ...parent, path: "/subscriptions", validateSearch: search.subscriptionsSearch }).lazy(() =>
  import("@/features/admin/money/subscriptions.page").then((page) => page.Route),
);

const plans = createRoute({ ...parent, path: "/plans" }).lazy(() =>
  import("@/features/admin/plans/plans.page").then((page) => page.Route),
);

const webhooks = createRoute({ ...parent, path: "/webhooks", validateSearch: search.webhooksSearch }).lazy(() =>
  import("@/features/admin/webhooks/webhooks.page").then((page) => page.Route),
);

const migrations = createRoute({ ...parent, path: "/migrations" }).lazy(() =>
  import("@/features/admin/platform/migrations.page").then((page) => page.Route),
);

const keys = createRoute({ ...parent, path: "/keys" }).lazy(() =>
  import("@/features/admin/platform/keys.page").then((page) => page.Route),
);

const tools = createRoute({ ...parent, path: "/tools", loader: () => loadTexts("tools") }).lazy(() =>
  import("@/features/admin/tools/tools.page").then((page) => page.Route),
);

const visits = createRoute({ ...parent, path: "/visits", validateSearch: search.ofTenant }).lazy(() =>
  import("@/features/admin/people/visits.page").then((page) => page.Route),
);

const audit = createRoute({ ...parent, path: "/audit", validateSearch: auditSearch, loader: () => loadTexts("audit") }).lazy(() =>
  import("@/features/admin/platform/audit.page").then((page) => page.Route),
);

export const adminRoutes = [
  adminSignIn,
  admin.addChildren([
    now,
    restaurants,
    restaurant,
    users,
    analytics,
    payments,
    disputes,
    findings,
    ledger,
    subscriptions,
    plans,
    webhooks,
    migrations,
    keys,
    tools,
    visits,
    audit,
  ]),
] as const;
