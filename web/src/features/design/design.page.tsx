import { createLazyRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "@/ui/page";
import { Choices, Inputs } from "./controls";
import { Overlays } from "./overlays";
import { Lists, Shapes, States } from "./shapes";
import { Colours, Type } from "./tokens";

export const Route = createLazyRoute("/design")({ component: Design });

/** Every component of the design system, in every state that it has: what is not here is not part of it. */
function Design() {
  return (
    <main id="main">
      <Page
        title="Design system"
        description="What the console is made of. Change the appearance of your device to see the other colours."
      >
        <div className="grid gap-12">
          <Section title="Type">
            <Type />
          </Section>
          <Section title="Colours">
            <Colours />
          </Section>
          <Section title="Buttons, badges, switches">
            <Choices />
          </Section>
          <Section title="Forms">
            <Inputs />
          </Section>
          <Section title="Cards, facts, meters">
            <Shapes />
          </Section>
          <Section title="Tables">
            <Lists />
          </Section>
          <Section title="Nothing, failures, waiting">
            <States />
          </Section>
          <Section title="Dialogs, sheets, menus, messages">
            <Overlays />
          </Section>
        </div>
      </Page>
    </main>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-4 border-b pb-2 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}
