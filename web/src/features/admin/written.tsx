import { useId } from "react";

/** What a machine wrote: JSON with its lines, text as it is. It can be scrolled by keyboard. */
export function Written({ title, value }: { title: string; value: unknown }) {
  const id = useId();
  return (
    <div>
      <h3 id={id} className="mb-1.5 text-sm font-medium">
        {title}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section tabIndex={0} aria-labelledby={id} className="max-h-96 overflow-auto rounded-md border bg-sunken p-3">
        <pre className="font-mono text-xs">{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</pre>
      </section>
    </div>
  );
}
