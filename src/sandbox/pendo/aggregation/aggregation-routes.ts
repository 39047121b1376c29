import {jsonAnswer, writtenJsonAnswer} from '../../answer';
import {PageCache} from '../../shared/page-cache';
import {isFields, parseJson} from '../../shared/parse-json';
import type {Answer} from '../../vendor-part';
import type {PendoRoute} from '../guard';
import type {PendoState} from '../pendo-state';
import {parsePipeline} from './pipeline-parse';
import type {Pipeline} from './pipeline-parse';
import {runPipeline} from './run-pipeline';
import {writeRow} from '../shape-record';

const ROWS_OPEN = '{"results":[';
const ROWS_CLOSE = ']}';

/** `POST /aggregation`: the one way to list visitors and accounts. */
export function aggregationRoutes(state: PendoState): readonly PendoRoute[] {
  const cache = new PageCache(state.settings.page_cache_bytes);
  return [
    {
      method: 'POST',
      path: '/api/v1/aggregation',
      needsWrite: state.settings.read_only_aggregation === 'refuse',
      handle: ({body}) => {
        try {
          return aggregate(state, cache, body);
        } catch (error) {
          // Everything that the parser refuses is a RangeError with its reason.
          if (error instanceof RangeError) return jsonAnswer(400, {error: error.message});
          throw error;
        }
      },
    },
  ];
}

function aggregate(state: PendoState, cache: PageCache, body: string): Answer {
  const given = readPipeline(body);
  const text = JSON.stringify(given);
  const pipeline = parsePipeline(given, state.settings.profile !== 'documented');
  const {source} = pipeline;
  const asked = state.settings.ignore_pipeline ? {source, stages: []} : pipeline;
  const limits = asked.stages.flatMap((stage) => (stage.type === 'limit' ? [stage.rows] : []));
  const max = state.settings.ignore_pipeline ? Infinity : state.settings.aggregation_rows_max;
  if (limits.some((limit) => limit > max)) return timedOut();
  const write = (): Buffer => writePage(state, asked, max);
  // What now() gives changes without a change of the data.
  if (text.includes('now')) return answerOf(write());
  const key = `${source.kind} ${state.stores[source.kind].version()} ${text}`;
  return answerOf(cache.get(key, write));
}

/** Big aggregations end in a time-out (Pendo Q14). */
function timedOut(): Answer {
  return jsonAnswer(408, {error: 'aggregation timed out'});
}

function answerOf(page: Buffer): Answer {
  return page.length === 0 ? timedOut() : writtenJsonAnswer(page);
}

function readPipeline(body: string): unknown {
  const parsed = parseJson(body);
  if (!parsed.ok) throw new RangeError(`the body is not JSON: ${parsed.reason}`);
  const {response, request} = isFields(parsed.value) ? parsed.value : {};
  const mimeType = isFields(response) ? response['mimeType'] : undefined;
  if (mimeType !== 'application/json') {
    throw new RangeError('response.mimeType must be application/json');
  }
  return isFields(request) ? request['pipeline'] : undefined;
}

/** The written results; empty when there are more than `max`. */
function writePage(state: PendoState, pipeline: Pipeline, max: number): Buffer {
  const {kind} = pipeline.source;
  const result = runPipeline(state.stores[kind], pipeline, state.now());
  if (result.type === 'rows' && result.rows.length > max) return Buffer.alloc(0);
  const texts =
    result.type === 'rows'
      ? result.rows.map((row) => writeRow(state, kind, row))
      : result.objects.map((object) => JSON.stringify(object));
  return Buffer.from(`${ROWS_OPEN}${texts.join(',')}${ROWS_CLOSE}`);
}
