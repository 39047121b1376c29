import {cutText} from '../parts/cut-text';
import {count, counted, objectName} from '../parts/format';
import type {RunMain} from '../parts/read-data';
import {Empty} from '../parts/section';
import {Value} from '../parts/value';
import {layOutFlow, objectTotals, shownStreams, type FlowEdge, type FlowNode} from './flow-layout';

/** Streams that the drawing has room for; the list has all. */
const STREAMS_MAX = 16;

const [WIDTH, NODE_WIDTH, PAD] = [1040, 240, 4];
const columnX = (column: 0 | 1 | 2): number => PAD + (column * (WIDTH - 2 * PAD - NODE_WIDTH)) / 2;

/** Sources, models and objects with counts on the way: a drawing, and a list where it has no room. */
export function Flow({page}: {readonly page: RunMain}) {
  if (page.streams.length + page.models.length === 0) {
    return <Empty>Nothing was read, and nothing was sent.</Empty>;
  }
  const {shown, hidden} = shownStreams(page.streams, page.models, STREAMS_MAX);
  const drafts = draftsOf(page, shown);
  const {nodes, edges, height} = layOutFlow(drafts, linksOf(page));
  return (
    <>
      <svg class="flow" viewBox={`0 ${-PAD} ${WIDTH} ${height + 2 * PAD}`} aria-hidden="true">
        {edges.map((edge) => (
          <EdgeLine key={edge.id} edge={edge} />
        ))}
        {nodes.map((node) => (
          <NodeBox key={node.id} node={node} />
        ))}
        {edges.map((edge) => (
          <EdgeLabel key={edge.id} edge={edge} />
        ))}
      </svg>
      {hidden > 0 && (
        <p class="aside flow-more">
          {counted(hidden, 'more stream')} was read; no model reads it here.
        </p>
      )}
      <FlowList page={page} />
    </>
  );
}

function draftsOf(page: RunMain, streams: RunMain['streams']) {
  return [
    ...streams.map(({stream, read, changed, deleted, outcome}) => ({
      id: `stream ${stream}`,
      column: 0 as const,
      name: stream,
      detail:
        outcome === 'failed'
          ? 'failed'
          : `${count(read)} read, ${count(changed)} changed${deleted > 0 ? `, ${count(deleted)} gone` : ''}`,
      bad: outcome === 'failed',
    })),
    ...page.models.map(({model, rows}) => ({
      id: `model ${model}`,
      column: 1 as const,
      name: model,
      detail: rows === null ? 'a model' : counted(rows, 'row'),
      bad: false,
    })),
    ...objectTotals(page.objects).map(({name, sent, equal, rejected, bad}) => ({
      id: `object ${name}`,
      column: 2 as const,
      name,
      detail: `${count(sent)} sent, ${count(equal)} equal${rejected > 0 ? `, ${count(rejected)} rejected` : ''}`,
      bad,
    })),
  ];
}

function linksOf(page: RunMain) {
  const read = new Map(page.streams.map((stream) => [stream.stream, stream]));
  return [
    ...page.models.flatMap(({model, reads}) =>
      reads.map((stream) => ({
        from: read.has(stream) ? `stream ${stream}` : `model ${stream}`,
        to: `model ${model}`,
        label: read.has(stream) ? count(read.get(stream)?.read ?? 0) : '',
        trouble: '',
        weight: read.get(stream)?.read ?? 0,
      })),
    ),
    ...page.objects
      .filter(({on_gone: onGone}) => onGone === undefined)
      .map(({model, object, sent, rejected}) => ({
        from: `model ${model}`,
        to: `object ${object}`,
        label: `${count(sent)} sent`,
        trouble: rejected > 0 ? `${count(rejected)} rejected` : '',
        weight: sent,
      })),
  ];
}

function ends({from, to}: FlowEdge) {
  return {x1: columnX(from.column) + NODE_WIDTH, y1: from.y, x2: columnX(to.column), y2: to.y};
}

function EdgeLine({edge}: {readonly edge: FlowEdge}) {
  const {x1, y1, x2, y2} = ends(edge);
  const middle = (x1 + x2) / 2;
  // Numbers differ by orders of magnitude: the width is the number of digits.
  const width = edge.weight === 0 ? 1 : 1.5 + Math.log10(edge.weight + 1) * 1.6;
  return (
    <path
      class={edge.weight === 0 ? 'edge nothing' : 'edge'}
      d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
      style={{strokeWidth: width}}
    />
  );
}

function EdgeLabel({edge}: {readonly edge: FlowEdge}) {
  const {x1, y1, x2, y2} = ends(edge);
  // At the side where the edges lie apart: streams at the left, objects at the right.
  const atStart = edge.from.column === 0;
  const x = atStart ? x1 + 34 : x2 - 62;
  const y = atStart ? y1 : y2;
  return (
    <g class="edge-label">
      <text x={x} y={edge.trouble === '' ? y + 4 : y - 3}>
        {edge.label}
      </text>
      {edge.trouble !== '' && (
        <text class="trouble" x={x} y={y + 12}>
          {edge.trouble}
        </text>
      )}
    </g>
  );
}

/** Longer names are cut; the list and the title have them whole. */
const NAME_MAX = 30;

function NodeBox({node}: {readonly node: FlowNode}) {
  const {name, detail, bad, y, height} = node;
  const x = columnX(node.column);
  const middle = y + height / 2;
  return (
    <g class={bad ? 'node bad' : `node column-${node.column}`}>
      <title>{name}</title>
      <rect {...{x, y, height}} width={NODE_WIDTH} rx="7" />
      <text x={x + 14} y={middle - 4} class="node-name">
        {cutText(name, NAME_MAX)}
      </text>
      <text x={x + 14} y={middle + 13} class="node-detail">
        {detail}
      </text>
    </g>
  );
}

function FlowList({page}: {readonly page: RunMain}) {
  return (
    <div class="flow-list">
      <h3>Read</h3>
      <ul>
        {page.streams.map(({stream, read, changed, deleted, outcome, failure}) => (
          <li key={stream}>
            <Value text={stream} code /> {count(read)} read, {count(changed)} changed
            {deleted > 0 && `, ${count(deleted)} gone`}
            {outcome === 'failed' && <span class="outcome bad">Failed</span>}
            {failure !== undefined && <Value text={failure} />}
          </li>
        ))}
      </ul>
      <h3>Models</h3>
      <ul>
        {page.models.map(({model, rows, reads}) => (
          <li key={model}>
            <Value text={model} code /> {rows !== null && counted(rows, 'row')}
            {reads.length > 0 && `, from ${reads.join(', ')}`}
          </li>
        ))}
      </ul>
      <h3>Objects</h3>
      <ul>
        {page.objects.map(({model, object, sent, equal, rejected, on_gone: onGone}) => (
          <li key={`${model} ${object} ${onGone ?? ''}`}>
            <Value text={model} code /> to {objectName(object)}: {count(sent)} sent, {count(equal)}{' '}
            equal, {count(rejected)} rejected
          </li>
        ))}
      </ul>
    </div>
  );
}
