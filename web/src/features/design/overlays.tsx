import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { say, sayFailed } from "@/ui/toast";

export function Overlays() {
  const [open, setOpen] = useState<"dialog" | "sheet" | "confirm" | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen("dialog")}>Dialog</Button>
      <Button onClick={() => setOpen("sheet")}>Sheet</Button>
      <Button onClick={() => setOpen("confirm")}>Confirmation</Button>
      <Menu trigger={<Button>Menu</Button>} align="start">
        <MenuLabel>What to do</MenuLabel>
        <MenuItem>
          <Pencil /> Edit
        </MenuItem>
        <MenuChoice chosen>Chosen</MenuChoice>
        <MenuLine />
        <MenuItem danger>
          <Trash2 /> Remove
        </MenuItem>
      </Menu>
      <Button onClick={() => say("It is done.", () => say("It is undone."))}>Message with undo</Button>
      <Button onClick={() => sayFailed("It could not be done.")}>Message of a failure</Button>
      <Dialog open={open === "dialog"} onClose={close} title="A dialog" description="For one thing at a time.">
        What it is about.
      </Dialog>
      <Dialog as="sheet" open={open === "sheet"} onClose={close} title="A sheet" footer={<Button onClick={close}>Done</Button>}>
        For what has much in it, beside the page.
      </Dialog>
      <Confirm open={open === "confirm"} onClose={close} title="Remove Ama?" action="Remove" danger onConfirm={close}>
        Ama is shut out at once. This cannot be undone.
      </Confirm>
    </div>
  );
}
