import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { isProblem } from "@/api/problem";
import { isNew } from "@/features/account/welcome";
import { analyticsSearch } from "@/features/analytics/search";
import { auditSearch } from "@/features/audit/search";
import { billingSearch } from "@/features/billing/search";
import { fetchOverview } from "@/features/overview/data";
import { membersSearch } from "@/features/staff/search";
import { accessSearch } from "@/features/tools/search";
import { loadTexts } from "@/i18n";
import { adminRoutes } from "./admin-routes";
import { Failed, FailedAlone, Missing, Pending } from "./fallbacks";
import { queries } from "./query";
import { type Back, ownPath, root } from "./root-route";
import { enter, hereQuery, lastRestaurant, ownsIt, profileQuery, restaurantsQuery } from "./who";

// Every address of the console, and what is loaded for it. Pages and their texts come when somebody goes there.

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): Back => ({ back: ownPath(search.back) }),
  loader: () => loadTexts("account"),
}).lazy(() => import("@/features/account/sign-in.page").then((page) => page.Route));

const signedIn = createRoute({
  getParentRoute: () => root,
  path: "/signed-in",
  loader: () => loadTexts("account"),
}).lazy(() => import("@/features/account/signed-in.page").then((page) => page.Route));

const design = createRoute({
  getParentRoute: () => root,
  path: "/design",
}).lazy(() => import("@/features/design/design.page").then((page) => page.Route));

/** Everything that somebody has to be signed in for. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "_in",
  errorComponent: FailedAlone,
  beforeLoad: async ({ location }) => {
    try {
      await queries.ensureQueryData(profileQuery);
    } catch (error) {
      if (isProblem(error) && error.status === 401) throw redirect({ to: "/sign-in", search: { back: location.href } });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: async () => {
    const profile = await queries.ensureQueryData(profileQuery);
    if (profile.is_superuser) throw redirect({ to: "/admin" });
    throw await firstRestaurant("/r/$restaurant");
  },
});

/** Where the API's own links lead, such as those in a payment's return address. */
const billingAnywhere = createRoute({
  getParentRoute: () => inside,
  path: "/billing",
  validateSearch: (search): Record<string, unknown> => search,
  beforeLoad: async ({ search }) => {
    const to = await firstRestaurant("/r/$restaurant/billing");
    to.options.search = search;
    throw to;
  },
});

async function firstRestaurant(to: "/r/$restaurant" | "/r/$restaurant/billing") {
  const all = await queries.ensureQueryData(restaurantsQuery);
  const chosen = all.find((tenant) => tenant.slug === lastRestaurant()) ?? all[0];
  if (!chosen) return redirect({ to: "/new", search: { first: true } });
  return redirect({ to, params: { restaurant: chosen.slug } });
}

const create = createRoute({
  getParentRoute: () => inside,
  path: "/new",
  validateSearch: ({ first }): { first?: true } => (first === true ? { first } : {}),
  loader: () => Promise.all([loadTexts("account"), queries.ensureQueryData(restaurantsQuery)]),
}).lazy(() => import("@/features/account/new.page").then((page) => page.Route));

const invitations = createRoute({
  getParentRoute: () => inside,
  path: "/invitations",
  loader: () => loadTexts("account"),
}).lazy(() => import("@/features/account/invitations.page").then((page) => page.Route));

/** Makes requests ask for a restaurant, and knows what its pages need to begin. */
async function goInto(slug: string) {
  enter(slug);
  await Promise.all([queries.ensureQueryData(hereQuery(slug)), queries.ensureQueryData(restaurantsQuery)]);
}

/** The pages of one restaurant. */
const restaurant = createRoute({
  getParentRoute: () => inside,
  path: "/r/$restaurant",
  errorComponent: FailedAlone,
  beforeLoad: ({ params }) => goInto(params.restaurant),
}).lazy(() => import("./shell/restaurant").then((page) => page.Route));

const welcome = createRoute({
  getParentRoute: () => inside,
  path: "/r/$restaurant/welcome",
  beforeLoad: ({ params }) => goInto(params.restaurant),
  loader: () => loadTexts("account"),
}).lazy(() => import("@/features/account/welcome.page").then((page) => page.Route));

/** Somebody, a restaurant, and its profile where it is one of theirs; known by then. */
async function whoIsWhere(slug: string) {
  const here = await queries.ensureQueryData(hereQuery(slug));
  const all = await queries.ensureQueryData(restaurantsQuery);
  const profile = await queries.ensureQueryData(profileQuery);
  return { here, profile, own: all.find((tenant) => tenant.id === here.tenant_id) };
}

const overview = createRoute({
  getParentRoute: () => restaurant,
  path: "/",
  beforeLoad: async ({ params }) => {
    const { here, profile, own } = await whoIsWhere(params.restaurant);
    if (own && ownsIt(here, profile) && !here.suspended && isNew(own, Date.now())) {
      throw redirect({ to: "/r/$restaurant/welcome", params });
    }
  },
  loader: async ({ params }) => {
    const { here, profile, own } = await whoIsWhere(params.restaurant);
    await Promise.all([loadTexts("overview", "analytics"), fetchOverview(here, profile, own)]);
  },
}).lazy(() => import("@/features/overview/overview.page").then((page) => page.Route));

const staff = createRoute({
  getParentRoute: () => restaurant,
  path: "/staff",
  validateSearch: membersSearch,
  loader: () => loadTexts("staff"),
}).lazy(() => import("@/features/staff/members.page").then((page) => page.Route));

const roles = createRoute({
  getParentRoute: () => restaurant,
  path: "/staff/roles",
  loader: () => loadTexts("staff"),
}).lazy(() => import("@/features/staff/roles.page").then((page) => page.Route));

const role = createRoute({
  getParentRoute: () => restaurant,
  path: "/staff/roles/$role",
  loader: () => loadTexts("staff"),
}).lazy(() => import("@/features/staff/role.page").then((page) => page.Route));

const tools = createRoute({
  getParentRoute: () => restaurant,
  path: "/tools",
  loader: () => loadTexts("tools"),
}).lazy(() => import("@/features/tools/tools.page").then((page) => page.Route));

const access = createRoute({
  getParentRoute: () => restaurant,
  path: "/tools/access",
  validateSearch: accessSearch,
  loader: () => loadTexts("tools"),
}).lazy(() => import("@/features/tools/access.page").then((page) => page.Route));

const billing = createRoute({
  getParentRoute: () => restaurant,
  path: "/billing",
  validateSearch: billingSearch,
  loader: () => loadTexts("billing"),
}).lazy(() => import("@/features/billing/billing.page").then((page) => page.Route));

const analytics = createRoute({
  getParentRoute: () => restaurant,
  path: "/analytics",
  validateSearch: analyticsSearch,
  loader: () => loadTexts("analytics"),
}).lazy(() => import("@/features/analytics/analytics.page").then((page) => page.Route));

const events = createRoute({
  getParentRoute: () => restaurant,
  path: "/analytics/events",
  loader: () => loadTexts("analytics"),
}).lazy(() => import("@/features/analytics/events.page").then((page) => page.Route));

const audit = createRoute({
  getParentRoute: () => restaurant,
  path: "/audit",
  validateSearch: auditSearch,
  loader: () => loadTexts("audit"),
}).lazy(() => import("@/features/audit/audit.page").then((page) => page.Route));

const settings = createRoute({
  getParentRoute: () => restaurant,
  path: "/settings",
  loader: () => loadTexts("settings"),
}).lazy(() => import("@/features/settings/settings.page").then((page) => page.Route));

const routeTree = root.addChildren([
  signIn,
  signedIn,
  design,
  ...adminRoutes,
  inside.addChildren([
    home,
    billingAnywhere,
    create,
    invitations,
    welcome,
    restaurant.addChildren([overview, staff, roles, role, tools, access, billing, analytics, events, audit, settings]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingComponent: Pending,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
  trailingSlash: "never",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
