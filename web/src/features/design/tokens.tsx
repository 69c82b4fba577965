import { cn } from "@/lib/names";

const sizes = [
  ["text-display font-semibold", "Display: a figure"],
  ["text-title font-semibold", "Title: a page"],
  ["text-lg font-semibold", "Large: a card, a dialog"],
  ["text-base", "Base: what one reads"],
  ["text-sm text-muted", "Small: what explains it"],
  ["text-xs text-muted", "Extra small: labels of charts and columns"],
] as const;

export function Type() {
  return (
    <div className="space-y-2">
      {sizes.map(([names, text]) => (
        <p key={text} className={names}>
          {text}
        </p>
      ))}
    </div>
  );
}

const pairs = [
  ["bg-page text-ink border", "page"],
  ["bg-surface text-ink border", "surface"],
  ["bg-sunken text-muted", "sunken"],
  ["bg-accent text-on-accent", "accent"],
  ["bg-accent-soft text-accent", "accent soft"],
  ["bg-good-soft text-good", "good"],
  ["bg-warn-soft text-warn", "warn"],
  ["bg-bad-soft text-bad", "bad"],
  ["bg-bad-fill text-white", "bad fill"],
  ["bg-info-soft text-info", "info"],
] as const;

const charts = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5", "bg-chart-6"];

export function Colours() {
  return (
    <div className="space-y-4">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-5">
        {pairs.map(([names, text]) => (
          <div key={text} className={cn("rounded-md px-3 py-4 font-medium", names)}>
            {text}
          </div>
        ))}
      </div>
      <div className="flex gap-2" aria-hidden>
        {charts.map((names) => (
          <div key={names} className={cn("h-8 grow rounded-md", names)} />
        ))}
      </div>
    </div>
  );
}
