import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 767px)");

/** Reports whether there is room for one tool beside the names. */
export const useNarrow = () =>
  useSyncExternalStore(
    (watcher) => {
      query.addEventListener("change", watcher);
      return () => query.removeEventListener("change", watcher);
    },
    () => query.matches,
  );
