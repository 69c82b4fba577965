import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Member, Tool } from "@/api/types";
import { say, sayFailed } from "@/ui/toast";
import { back, type Own, ownKey, roleKey, step } from "./access";
import { grantsKey, roleGrantsKey } from "./access-data";

type What = "grant" | "refuse" | "withdraw";

const same = (member: number, tool: number) => (own: Own) => own.member_id === member && own.tool_id === tool;

/** Lets members and roles into tools and keeps them out. A switch moves at once, and back when the API refuses. */
export function useAccessChanges() {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const read = () => queries.getQueryData<Own[]>(grantsKey) ?? [];
  const find = (member: number, tool: number) => read().find(same(member, tool));

  /** Says something of a member in place of what was said before. */
  const show = (member: number, tool: number, own: Own | undefined) =>
    queries.setQueryData<Own[]>(grantsKey, (list = []) => {
      const others = list.filter((other) => ownKey(other.member_id, other.tool_id) !== ownKey(member, tool));
      return own ? [...others, own] : others;
    });

  async function send(what: What, member: number, tool: number) {
    const before = find(member, tool);
    await queries.cancelQueries({ queryKey: grantsKey });
    const is_granted = what === "grant";
    const own = { id: before?.id ?? 0, member_id: member, tool_id: tool, is_granted };
    show(member, tool, what === "withdraw" ? undefined : own);
    try {
      if (what !== "withdraw") {
        const { data } = await client.POST("/api/tools/access/", { body: { member_id: member, tool_id: tool, is_granted } });
        if (data) show(member, tool, { ...own, id: data.id });
      } else if (before) {
        await client.DELETE("/api/tools/access/{id}/", { params: { path: { id: before.id } } });
      }
    } catch (error) {
      show(member, tool, before);
      throw error;
    }
  }

  const failed = (error: unknown) => {
    sayFailed(t("access.failed"), error);
    void queries.invalidateQueries({ queryKey: grantsKey });
  };

  const setMember = async (member: Member, tool: Tool, open: boolean, byRole: boolean) => {
    const before = find(member.id, tool.id);
    const names = { name: member.user.display_name, tool: tool.name };
    try {
      await send(step(open, before, byRole), member.id, tool.id);
      say(t(open ? "access.let" : "access.kept", names), () => void send(back(before), member.id, tool.id).catch(failed));
    } catch (error) {
      failed(error);
    }
  };

  const setRole = async (role: { id: number; name: string }, tool: Tool, open: boolean, undone = false): Promise<void> => {
    const key = roleKey(role.id, tool.id);
    await queries.cancelQueries({ queryKey: roleGrantsKey });
    const before = queries.getQueryData<string[]>(roleGrantsKey);
    queries.setQueryData<string[]>(roleGrantsKey, (list = []) => (open ? [...list, key] : list.filter((pair) => pair !== key)));
    try {
      if (open) await client.POST("/api/tools/role-access/", { body: { role_id: role.id, tool_id: tool.id } });
      else await client.DELETE("/api/tools/role-access/{id}/", { params: { path: { id: key } } });
      const text = t(open ? "access.letRole" : "access.keptRole", { role: role.name, tool: tool.name });
      say(text, undone ? undefined : () => void setRole(role, tool, !open, true));
    } catch (error) {
      queries.setQueryData(roleGrantsKey, before);
      sayFailed(t("access.failed"), error);
    }
    await queries.invalidateQueries({ queryKey: roleGrantsKey });
  };

  /** Says the same of many members at once: of all of them, or of none when the API refuses. */
  const setMany = async (members: readonly number[], tool: Tool, is_granted: boolean): Promise<boolean> => {
    const grants = members.map((member_id) => ({ member_id, tool_id: tool.id, is_granted }));
    try {
      const { data } = await client.POST("/api/tools/access/bulk/", { body: { grants } });
      const count = is_granted ? data?.granted : data?.revoked;
      say(t(is_granted ? "access.letMany" : "access.keptMany", { count: count ?? 0, tool: tool.name }));
      await queries.invalidateQueries({ queryKey: grantsKey });
      return true;
    } catch (error) {
      sayFailed(t("access.failed"), error);
      return false;
    }
  };

  return { setMember, setRole, setMany };
}
