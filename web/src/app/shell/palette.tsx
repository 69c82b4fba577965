import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Command as Cmdk, defaultFilter } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { roleName } from "@/lib/role-names";
import { Avatar } from "@/ui/avatar";
import type { Command, Find } from "./commands";

const shown = 6; // members

/** Finds pages, actions, restaurants and members by what one types. */
export default function Palette({ commands, find, onClose }: { commands: Command[]; find?: Find; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const groups = [...new Set(commands.map((command) => command.group))];
  const run = (act: () => void) => {
    onClose();
    act();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/45" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[calc(100%-2rem)] max-w-xl -translate-x-1/2 animate-rise overflow-hidden rounded-xl border bg-raised shadow-high"
        >
          <Radix.Title className="sr-only">{t("palette.open")}</Radix.Title>
          <Cmdk label={t("palette.open")} loop filter={match}>
            <Cmdk.Input
              value={text}
              onValueChange={setText}
              placeholder={find?.hint ?? t("palette.hint")}
              className="h-13 w-full border-b bg-transparent px-4 text-lg outline-none"
            />
            <Cmdk.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Cmdk.Empty className="px-4 py-8 text-center text-muted">{t("found.nothing")}</Cmdk.Empty>
              {find ? <Found text={text} find={find} run={run} /> : <Members text={text} run={run} />}
              {groups.map((group) => (
                <Cmdk.Group key={group} heading={group} className={heading}>
                  {commands
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <Cmdk.Item
                        key={command.label}
                        value={`${group} ${command.label}`}
                        keywords={command.words}
                        onSelect={() => run(command.run)}
                        className={item}
                      >
                        {command.icon}
                        {command.label}
                      </Cmdk.Item>
                    ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const heading =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted";
const item = "flex items-center gap-2.5 rounded-md px-2.5 py-2 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-muted";

/** Members were found by the server already, in its own way. */
const match = (value: string, search: string, keywords?: string[]) =>
  value.startsWith("member ") ? 1 : (defaultFilter(value, search, keywords) ?? 0);

function Members({ text, run }: { text: string; run: (act: () => void) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { restaurant = "" } = useParams({ strict: false });
  const search = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ["palette members", search],
    enabled: restaurant !== "" && search.length > 1,
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/staff/members/", { params: { query: { search, page_size: shown } }, signal });
      return data?.results ?? [];
    },
  });
  if (!data?.length || search.length < 2) return null;
  return (
    <Cmdk.Group heading={t("nav.staff")} className={heading} forceMount>
      {data.map((member) => (
        <Cmdk.Item
          key={member.id}
          forceMount
          value={`member ${member.id} ${search}`}
          onSelect={() =>
            run(() => void navigate({ to: "/r/$restaurant/staff", params: { restaurant }, search: { member: member.id } }))
          }
          className={item}
        >
          <Avatar name={member.user.display_name} className="size-6" />
          <span className="truncate">{member.user.display_name}</span>
          <span className="ml-auto truncate text-sm text-muted">{roleName(member.role.name)}</span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}

function Found({ text, find, run }: { text: string; find: Find; run: (act: () => void) => void }) {
  const search = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ["palette", find.group, search],
    enabled: search.length > 1,
    queryFn: ({ signal }) => find.ask(search, signal),
  });
  if (!data?.length || search.length < 2) return null;
  return (
    <Cmdk.Group heading={find.group} className={heading} forceMount>
      {data.map((command, at) => (
        <Cmdk.Item
          // biome-ignore lint/suspicious/noArrayIndexKey: two can have the same name
          key={at}
          forceMount
          value={`${find.group} ${at} ${search}`}
          onSelect={() => run(command.run)}
          className={item}
        >
          {command.icon}
          <span className="truncate">{command.label}</span>
          <span className="ml-auto truncate text-sm text-muted">{command.words?.join(" ")}</span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  );
}
