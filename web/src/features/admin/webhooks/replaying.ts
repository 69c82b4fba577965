import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { say, sayFailed } from "@/ui/toast";
import { useRefresh } from "../acts";
import { type Delivery, deliveryQuery, replay } from "./data";

const looks = 20;
const every = 1_500; // milliseconds
const pause = () => new Promise((done) => setTimeout(done, every));

/** Tries a delivery again, and follows it until a job has done so, for half a minute at most. */
export function useReplay() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const refresh = useRefresh();
  const [under, setUnder] = useState<ReadonlySet<number>>(new Set());
  const mark = (id: number, is: boolean) =>
    setUnder((before) => new Set(is ? [...before, id] : [...before].filter((one) => one !== id)));

  /** Puts the delivery as it is now in its row and its sheet. */
  const put = (now: Delivery) => {
    type Pages = { pages: { results: Delivery[] }[] };
    const changed = (one: Delivery): Delivery => (one.id === now.id ? { ...one, ...now } : one);
    queries.setQueriesData<Pages>(
      { queryKey: ["admin", "webhooks"] },
      (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, results: page.results.map(changed) })) },
    );
  };

  async function follow(id: number) {
    for (let look = 0; look < looks; look += 1) {
      await pause();
      const { data } = await client.GET("/api/admin/webhooks/{id}/", { params: { path: { id } } });
      if (!data) return undefined;
      queries.setQueryData(deliveryQuery(id).queryKey, data);
      put(data);
      if (data.status !== "pending") return data;
    }
    return undefined;
  }

  async function again(delivery: Delivery) {
    const { id } = delivery;
    mark(id, true);
    try {
      await replay(id);
      put({ ...delivery, status: "pending" });
      const then = await follow(id);
      if (!then) say(t("replay.waits"));
      else if (then.status === "processed" || then.status === "ignored") say(t(`replay.${then.status}`));
      else sayFailed(t("replay.again"));
    } catch (error) {
      sayFailed(t("replay.failed"), error);
    } finally {
      mark(id, false);
      await refresh();
    }
  }
  return { again, isUnder: (id: number) => under.has(id) };
}
