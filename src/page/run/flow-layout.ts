import type {PageModel, PageObject, PageStream} from '../../page-data/run-page';

/** A box of the flow; sizes in the drawing's own units. */
export interface FlowNode {
  readonly id: string;
  readonly column: 0 | 1 | 2;
  readonly name: string;
  readonly detail: string;
  readonly bad: boolean;
  readonly y: number;
  readonly height: number;
}

export interface FlowEdge {
  readonly id: string;
  readonly from: {readonly column: 0 | 1; readonly y: number};
  readonly to: {readonly column: 1 | 2; readonly y: number};
  /** Stands on the edge. */
  readonly label: string;
  /** Stands below it, in the colour of what is wrong; '' when nothing is. */
  readonly trouble: string;
  readonly weight: number;
}

interface Draft {
  readonly id: string;
  readonly column: 0 | 1 | 2;
  readonly name: string;
  readonly detail: string;
  readonly bad: boolean;
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly trouble: string;
  readonly weight: number;
}

const [NODE_MIN, PORT, GAP] = [46, 30, 14];

/** Places boxes in three columns, and gives every edge a place of its own at its boxes. */
export function layOutFlow(drafts: readonly Draft[], links: readonly Link[]) {
  const heights = new Map(
    drafts.map(({id}) => {
      const ports = Math.max(
        links.filter(({from}) => from === id).length,
        links.filter(({to}) => to === id).length,
      );
      return [id, Math.max(NODE_MIN, ports * PORT)];
    }),
  );
  const columns = ([0, 1, 2] as const).map((column) =>
    drafts.filter((draft) => draft.column === column),
  );
  const sizes = columns.map((column) =>
    column.reduce((sum, {id}) => sum + (heights.get(id) ?? 0) + GAP, -GAP),
  );
  const height = Math.max(...sizes, NODE_MIN);
  const nodes = columns.flatMap((column, index) => {
    let y = (height - (sizes[index] ?? 0)) / 2;
    return column.map((draft): FlowNode => {
      const node = {...draft, y, height: heights.get(draft.id) ?? NODE_MIN};
      y += node.height + GAP;
      return node;
    });
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order = (id: string): number => byId.get(id)?.y ?? 0;
  const edges = links.flatMap((link): readonly FlowEdge[] => {
    const [from, to] = [byId.get(link.from), byId.get(link.to)];
    if (from === undefined || to === undefined || from.column === 2 || to.column === 0) return [];
    const out = links
      .filter((one) => one.from === link.from)
      .sort((a, b) => order(a.to) - order(b.to));
    const into = links
      .filter((one) => one.to === link.to)
      .sort((a, b) => order(a.from) - order(b.from));
    return [
      {
        id: `${link.from} ${link.to}`,
        from: {column: from.column, y: portOf(from, out.indexOf(link), out.length)},
        to: {column: to.column, y: portOf(to, into.indexOf(link), into.length)},
        ...{label: link.label, trouble: link.trouble, weight: link.weight},
      },
    ];
  });
  return {nodes, edges, height};
}

function portOf({y, height}: FlowNode, index: number, ports: number): number {
  return y + ((index + 0.5) * height) / ports;
}

/** Streams that a model reads come first; of the others only some are drawn. */
export function shownStreams(
  streams: readonly PageStream[],
  models: readonly PageModel[],
  max: number,
): {readonly shown: readonly PageStream[]; readonly hidden: number} {
  const isRead = ({stream}: PageStream): boolean =>
    models.some(({reads}) => reads.includes(stream));
  const sorted = [...streams.filter(isRead), ...streams.filter((one) => !isRead(one))];
  return {shown: sorted.slice(0, max), hidden: Math.max(0, sorted.length - max)};
}

/** All of an object together, whichever models fill it. */
export function objectTotals(objects: readonly PageObject[]) {
  return [...new Set(objects.map(({object}) => object))].map((name) => {
    const parts = objects.filter(({object}) => object === name);
    const sum = (field: 'sent' | 'equal' | 'rejected'): number =>
      parts.reduce((total, part) => total + part[field], 0);
    return {
      name,
      sent: sum('sent'),
      equal: sum('equal'),
      rejected: sum('rejected'),
      bad: parts.some(({outcome}) => outcome !== 'complete'),
    };
  });
}
