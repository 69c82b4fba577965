import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { Avatar } from "@/ui/avatar";
import { Badge, type Tone } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Checkbox, Field, Form, Input, SearchInput, SelectField, Switch, TextareaField, TextField, useApiForm } from "@/ui/form";
import { Segmented } from "@/ui/tabs";

const tones = ["primary", "secondary", "quiet", "danger", "dangerQuiet"] as const;
const badges: Tone[] = ["plain", "accent", "good", "warn", "bad", "info"];

export function Choices() {
  const [size, setSize] = useState<"day" | "week">("day");
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-2">
        {tones.map((tone) => (
          <Button key={tone} tone={tone}>
            {tone}
          </Button>
        ))}
        <Button tone="primary" busy>
          busy
        </Button>
        <Button disabled>disabled</Button>
        <Button tone="primary" size="sm">
          <Plus aria-hidden /> small
        </Button>
        <Button tone="primary" size="lg">
          large
        </Button>
        <IconButton name="Remove" icon={<Trash2 />} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {badges.map((tone) => (
          <Badge key={tone} tone={tone} dot>
            {tone}
          </Badge>
        ))}
        <Avatar name="Ama Mensah" />
        <Avatar name="Chez Kofi" square />
      </div>
      <div className="flex flex-wrap items-center gap-6">
        <label htmlFor="design-switch" className="flex items-center gap-2">
          <Switch id="design-switch" defaultChecked /> On
        </label>
        <label htmlFor="design-check" className="flex items-center gap-2">
          <Checkbox id="design-check" defaultChecked /> Checked
        </label>
        <Segmented
          label="Interval"
          value={size}
          options={[
            { value: "day", label: "Day" },
            { value: "week", label: "Week" },
          ]}
          onChange={setSize}
        />
      </div>
    </div>
  );
}

const refused = new Problem({
  status: 400,
  message: "",
  code: "invalid",
  fields: { email: ["Enter a valid email address."] },
  requestId: "DESIGN",
});

export function Inputs() {
  const form = useApiForm({ name: "", email: "nobody@", role: "waiter", note: "" });
  return (
    <div className="grid gap-8 md:grid-cols-2">
      <Form form={form} onSubmit={() => {}} error={refused}>
        <TextField name="name" label="Name" hint="As guests know it." required />
        <TextField name="email" label="Email" type="email" />
        <SelectField name="role" label="Role">
          <option value="waiter">Waiter</option>
          <option value="manager">Manager</option>
        </SelectField>
        <TextareaField name="note" label="Note" optional />
        <Button type="submit" tone="primary">
          Save
        </Button>
      </Form>
      <div className="space-y-4">
        <SearchInput label="Search members" />
        <Field label="Disabled">{(props) => <Input {...props} disabled value="Cannot be changed" readOnly />}</Field>
      </div>
    </div>
  );
}
