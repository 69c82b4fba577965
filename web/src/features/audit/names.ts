import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { AuditEntry, Member } from "@/api/types";
import { nameOf } from "@/lib/people";
import { roleName } from "@/lib/role-names";
import { usePersonName } from "./people";
import { useWhose } from "./whose";

const most = 200; // members and roles whose names are known without asking for each
const fresh = 5 * 60_000;

export function useMembers(): Member[] {
  const { knowsStaff } = useWhose();
  const { data } = useQuery({
    queryKey: ["audit members"],
    enabled: knowsStaff,
    staleTime: fresh,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/staff/members/", { params: { query: { page_size: most } }, signal });
      return data?.results ?? [];
    },
  });
  return data ?? [];
}

/** Who can have done something: the members of the restaurant, or the platform's operators. */
export function useActors(): { id: number; name: string }[] {
  const { of } = useWhose();
  const members = useMembers();
  const { data } = useQuery({
    queryKey: ["audit operators"],
    enabled: of === "platform",
    staleTime: fresh,
    queryFn: async ({ signal }) => {
      const query = { is_superuser: "true", page_size: most } as const;
      const { data } = await client.GET("/api/admin/users/", { params: { query }, signal });
      return data?.results ?? [];
    },
  });
  if (of === "restaurant") return members.map(({ user }) => ({ id: user.id, name: user.display_name }));
  return (data ?? []).map((user) => ({ id: user.id, name: nameOf(user) }));
}

function useRoleNames(): Map<string, string> {
  const { knowsStaff } = useWhose();
  const { data } = useQuery({
    queryKey: ["audit roles"],
    enabled: knowsStaff,
    staleTime: fresh,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/staff/roles/", { params: { query: { page_size: most } }, signal });
      return data?.results ?? [];
    },
  });
  return new Map(data?.map((role) => [String(role.id), roleName(role.name)]));
}

const types = [
  "staff_member",
  "role",
  "tenant",
  "domain",
  "tool",
  "installed_tool",
  "tool_access",
  "subscription",
  "payment",
  "refund",
  "dispute",
  "finding",
  "ledger_entry",
  "event_type",
  "user",
  "plan",
  "webhook",
  "visit",
  "migration_run",
  "signing_key",
  "superuser",
  "queue",
] as const;
const isType = (type: string): type is (typeof types)[number] => (types as readonly string[]).includes(type);

type Target = Pick<AuditEntry["target"], "type" | "id">;

/** What something is called now; nothing where that is not known. */
function useNameNow(target: Target | undefined): string {
  const members = useMembers();
  const roles = useRoleNames();
  const person = usePersonName(target?.type === "user" ? target.id : undefined);
  if (target?.type === "user") return person;
  if (target?.type === "role") return roles.get(target.id) ?? "";
  if (target?.type !== "staff_member") return "";
  return members.find((member) => String(member.id) === target.id)?.user.display_name ?? "";
}

function useNumbered() {
  const { t } = useTranslation("audit");
  return ({ type, id }: Target) => (isType(type) ? t(`target.${type}`, { id }) : [type, id].filter(Boolean).join(" "));
}

/** The name of what the log is narrowed to, or its number. */
export function useTargetName(target: Target): string {
  const now = useNameNow(target);
  const numbered = useNumbered();
  return now || numbered(target);
}

/** What an entry is about: by its name then, one now, or none but its number. */
export function useTargetOf(entry: AuditEntry | undefined): string {
  const now = useNameNow(entry?.target);
  const numbered = useNumbered();
  if (!entry) return "";
  const { target, changes } = entry;
  const then = target.type === "user" ? "" : target.label; // Clerk's id of somebody, which says nothing
  return then || now || nameIn(changes) || numbered(target);
}

/** The name among what changed: of what was made or is gone. */
function nameIn(changes: unknown): string {
  if (typeof changes !== "object" || changes === null) return "";
  const all = changes as Record<string, { before?: unknown; after?: unknown } | undefined>;
  for (const field of ["name", "email", "slug", "domain", "tool"]) {
    const value = all[field]?.after ?? all[field]?.before;
    if (typeof value === "string" && value) return value;
  }
  return "";
}

/** Who did it, as they were called then. */
export function useActorName() {
  const { t } = useTranslation("audit");
  return ({ kind, name, email }: AuditEntry["actor"]) => {
    const called = name || email;
    if (kind === "superuser") return called ? t("actor.operator", { name: called }) : t("actor.superuser");
    return called || t(`actor.${kind}`);
  };
}
