import type { MemberAccess, Tool } from "@/api/types";

/** A member's own grant of a tool, or their own refusal. It counts before what their role may open. */
export type Own = { id: number; is_granted: boolean };

export type Access = MemberAccess["tools"][number]["access"];

/** What is said of the member alone. */
export function ownOf(member: MemberAccess, tool: number): Own | undefined {
  const said = member.tools.find((one) => one.tool_id === tool);
  return said && said.access_id !== null ? { id: said.access_id, is_granted: said.access === "granted" } : undefined;
}

/** The member with something said of them, or nothing any more. */
export function saying(member: MemberAccess, tool: number, own: Own | undefined): MemberAccess {
  const access = own ? (own.is_granted ? "granted" : "refused") : "none";
  const others = member.tools.filter((one) => one.tool_id !== tool);
  return { ...member, tools: [...others, { tool_id: tool, access, access_id: own?.id ?? null }] };
}

/** The tools that roles open, as the API names the pairs: the role's id and the tool's. */
export const roleKey = (role: number, tool: number) => `${role}-${tool}`;

export function accessOf(own: Own | undefined, byRole: boolean): Access {
  if (own) return own.is_granted ? "granted" : "refused";
  return byRole ? "role" : "none";
}

export const isOpen = (access: Access) => access === "granted" || access === "role";

/** What has to be said so that a member may open a tool, or not: nothing of their own where their role says it already. */
export function step(open: boolean, own: Own | undefined, byRole: boolean): "grant" | "refuse" | "withdraw" {
  if (own && byRole === open) return "withdraw";
  return open ? "grant" : "refuse";
}

/** What takes a change back: what was said before, or nothing again. */
export function back(own: Own | undefined): "grant" | "refuse" | "withdraw" {
  if (!own) return "withdraw";
  return own.is_granted ? "grant" : "refuse";
}

/** Reports whether the plan keeps anybody from being let in. */
export const isShut = (tool: Tool) => tool.reason === "not_in_plan";
