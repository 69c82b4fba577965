import { createRoute, redirect } from "@tanstack/react-router";
import { isProblem } from "@/api/problem";
import * as search from "@/features/admin/search";
import { loadTexts } from "@/i18n";
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

const restaurant = createRoute({ ...parent, path: "/restaurants/$id", loader: () => loadTexts("billing") }).lazy(() =>
  import("@/features/admin/restaurants/restaurant.page").then((page) => page.Route),
);

export const adminRoutes = [adminSignIn, admin.addChildren([now, restaurants, restaurant])] as const;
