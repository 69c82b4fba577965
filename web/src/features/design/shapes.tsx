import { Users } from "lucide-react";
import { Problem } from "@/api/problem";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardBody, CardFooter, CardHeader, Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Meter } from "@/ui/meter";
import { SkeletonRows } from "@/ui/skeleton";
import { Banner, EmptyState, ErrorState } from "@/ui/states";
import { type Column, rowsOf, Table, TwoLines } from "@/ui/table";

export function Shapes() {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Card>
        <CardHeader title="A card" description="What it is about." actions={<Button size="sm">Act</Button>} />
        <CardBody>
          <Facts
            of={[
              ["Plan", "Professional"],
              [
                "Status",
                <Badge key="status" tone="good">
                  Active
                </Badge>,
              ],
            ]}
          />
        </CardBody>
        <CardFooter>
          <Button tone="primary">Save</Button>
        </CardFooter>
      </Card>
      <div className="space-y-5">
        <Meter label="Staff" used={3} limit={15} unlimited="unlimited" />
        <Meter label="Tables" used={9} limit={10} unlimited="unlimited" />
        <Meter label="Menu items" used={50} limit={50} unlimited="unlimited" />
        <CopyField label="client id" value="tool_01HZX3F7" />
      </div>
    </div>
  );
}

type Row = { id: number; name: string };
const rows: Row[] = Array.from({ length: 6 }, (_, at) => ({ id: at + 1, name: `Row ${at + 1}` }));
const columns: Column<Row>[] = [
  { id: "name", header: "Name", order: "name", cell: (row) => <TwoLines first={row.name} second="what tells it from others" /> },
  { id: "state", header: "State", hideBelow: "sm", cell: () => <Badge tone="good">Active</Badge> },
  { id: "number", header: "Number", align: "end", cell: (row) => row.id * 1_000 },
];

export function Lists() {
  return (
    <Card>
      <Table label="Rows" columns={columns} rows={rowsOf(rows)} keyOf={(row) => row.id} order="name" onOrder={() => {}} />
    </Card>
  );
}

const broken = new Problem({ status: 500, message: "Something went wrong on our side.", requestId: "7Q2M4K" });

export function States() {
  return (
    <div className="space-y-4">
      <div className="grid gap-4 md:grid-cols-3">
        <Card>
          <EmptyState icon={<Users />} title="No members yet" action={<Button tone="primary">Invite</Button>}>
            Everybody whom you invite shows here.
          </EmptyState>
        </Card>
        <Card>
          <ErrorState error={broken} onRetry={() => {}} />
        </Card>
        <Card>
          <SkeletonRows rows={4} />
        </Card>
      </div>
      <Banner tone="info" title="So it is">
        As long as this is shown.
      </Banner>
      <Banner tone="warn" title="Soon it will matter" action={<Button size="sm">See to it</Button>} />
      <Banner tone="bad" title="It matters now" />
    </div>
  );
}
