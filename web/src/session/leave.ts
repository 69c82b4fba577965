import { client } from "@/api/client";
import { session } from ".";

/** Signs out: a superuser's own session too, which Clerk knows nothing of. What this browser was in last is forgotten with it. */
export async function leave() {
  localStorage.removeItem("restaurant");
  await client.POST("/api/auth/logout/").catch(() => undefined); // there may be no network; the sign-in page tells
  await session.signOut();
}
