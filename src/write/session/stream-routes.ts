import type {Checkpoints, StreamCheckpoints} from './checkpoints';
import {createRecordMapper} from '../mapping/map-record';
import type {RecordMapper} from '../mapping/map-record';
import type {Mapping} from '../mapping/mapping';
import type {ObjectLane} from './object-lane';
import type {ObjectDescription} from '../object-writer';

/** Where the records of one stream go. */
export interface StreamRoute<Token> {
  readonly checkpoints: StreamCheckpoints<Token>;
  /** One for each object that the stream feeds. */
  readonly ways: readonly StreamWay[];
}

/** How records of a stream become records of an object. */
export interface StreamWay {
  readonly object: string;
  readonly map: RecordMapper;
  /** Undefined until the object's writer is open. */
  lane: ObjectLane | undefined;
}

/** What routes are made from. */
interface StreamRoutesOptions<Token> {
  readonly mappings: readonly Mapping[];
  readonly objects: readonly ObjectDescription[];
  readonly checkpoints: Checkpoints<Token>;
}

/** Finds the route of a stream; each stream has one, also those that no mapping names. */
export type FindRoute<Token> = (name: string, namespace: string | undefined) => StreamRoute<Token>;

/** Creates the routes. They are compiled on first use and kept for the session. */
export function createStreamRoutes<Token>(options: StreamRoutesOptions<Token>): FindRoute<Token> {
  const routes = new Map<string, Map<string | undefined, StreamRoute<Token>>>();
  return (name, namespace) => {
    let byNamespace = routes.get(name);
    if (byNamespace === undefined) {
      byNamespace = new Map();
      routes.set(name, byNamespace);
    }
    let route = byNamespace.get(namespace);
    if (route === undefined) {
      const ways = waysOf(options, name, namespace);
      const checkpoints = options.checkpoints.ofStream(ways.map(({object}) => object));
      route = {checkpoints, ways};
      byNamespace.set(namespace, route);
    }
    return route;
  };
}

/** A mapping of the very namespace wins over one of any namespace for the same object. */
function waysOf(
  {mappings, objects}: Pick<StreamRoutesOptions<unknown>, 'mappings' | 'objects'>,
  name: string,
  namespace: string | undefined,
): readonly StreamWay[] {
  const chosen = new Map<string, Mapping>();
  for (const mapping of mappings) {
    if (mapping.stream !== name) continue;
    if (mapping.namespace !== null && mapping.namespace !== namespace) continue;
    const earlier = chosen.get(mapping.object);
    if (earlier?.namespace === undefined || earlier.namespace === null) {
      chosen.set(mapping.object, mapping);
    }
  }
  return [...chosen.values()].map((mapping) => {
    const object = objects.find((candidate) => candidate.name === mapping.object);
    const description = object ?? {name: mapping.object, keys: [], operations: [mapping.operation]};
    return {object: mapping.object, map: createRecordMapper(mapping, description), lane: undefined};
  });
}
