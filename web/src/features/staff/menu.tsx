import { Crown, Eye, MailX, MoreHorizontal, Pencil, Send, Trash2, UserCheck, UserCog, UserX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import type { Powers } from "./data";
import { stateOf } from "./state";

/** What is asked about before it is done. */
export type Question = "role" | "remove" | "offer";

/** What a row can ask of the page. It stays the same object, so that rows do. */
export type OnMember = {
  open: (member: Member) => void;
  ask: (question: Question, member: Member) => void;
  setActive: (member: Member, active: boolean) => void;
  resend: (member: Member) => void;
  revoke: (member: Member) => void;
};

type Props = { member: Member; powers: Powers; on: OnMember };

export function MemberMenu(props: Props) {
  const { t } = useTranslation("staff");
  return (
    <Menu
      trigger={
        <IconButton name={t("menu.label", { name: props.member.user.display_name })} icon={<MoreHorizontal />} size="iconSm" />
      }
    >
      <Items {...props} />
    </Menu>
  );
}

/** Lets the menu close first, so that whatever opens then gives the focus back to its button. */
const later = (act: () => void) => void setTimeout(act, closing);
const closing = 50; // milliseconds

/** Rendered only while the menu is open. */
function Items({ member, powers, on }: Props) {
  const { t } = useTranslation("staff");
  const state = stateOf(member);
  const moves = powers.mayMove(member);
  const invited = member.invitation !== null && !member.is_active;
  const heir = powers.owns && member.is_active && !powers.isOwner(member);
  return (
    <>
      <MenuItem onSelect={() => later(() => on.open(member))}>
        {powers.mayEdit(member) ? <Pencil /> : <Eye />}
        {t(powers.mayEdit(member) ? "menu.edit" : "menu.open")}
      </MenuItem>
      {moves && (
        <MenuItem onSelect={() => later(() => on.ask("role", member))}>
          <UserCog /> {t("menu.role")}
        </MenuItem>
      )}
      {moves && invited && (
        <MenuItem onSelect={() => on.resend(member)}>
          <Send /> {t("menu.resend")}
        </MenuItem>
      )}
      {moves && state === "pending" && (
        <MenuItem onSelect={() => on.revoke(member)}>
          <MailX /> {t("menu.revoke")}
        </MenuItem>
      )}
      {moves && !invited && (
        <MenuItem onSelect={() => on.setActive(member, !member.is_active)}>
          {member.is_active ? <UserX /> : <UserCheck />}
          {t(member.is_active ? "menu.deactivate" : "menu.activate")}
        </MenuItem>
      )}
      {heir && (
        <MenuItem onSelect={() => later(() => on.ask("offer", member))}>
          <Crown /> {t("menu.offer")}
        </MenuItem>
      )}
      {moves && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => later(() => on.ask("remove", member))}>
            <Trash2 /> {t("menu.remove")}
          </MenuItem>
        </>
      )}
    </>
  );
}
