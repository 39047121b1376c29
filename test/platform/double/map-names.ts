import {streamKey, type Connection, type StreamName} from './connection';

/** Turns the source's names of streams into the destination's, and states back. */
export interface NameMapper {
  toDestination(source: StreamName): StreamName;
  /** The source's name of a stream whose state went to the destination; else the name as it is. */
  toSource(destination: StreamName): StreamName;
}

/** Creates the mapper of a connection; names can be turned back once they went forth. */
export function createNameMapper(connection: Pick<Connection, 'prefix' | 'namespace'>): NameMapper {
  const {prefix = '', namespace: rule} = connection;
  const sources = new Map<string, StreamName>();
  return {
    toDestination: (source) => {
      const mapped = {
        name: `${prefix}${source.name}`,
        namespace: mapNamespace(source.namespace, rule),
      };
      sources.set(streamKey(mapped), source);
      return mapped;
    },
    toSource: (destination) => sources.get(streamKey(destination)) ?? destination,
  };
}

function mapNamespace(source: string | null, rule: Connection['namespace']): string | null {
  switch (rule?.type) {
    case undefined:
      return source;
    case 'destination':
      return null;
    case 'custom': {
      const formatted = rule.format.replaceAll('${SOURCE_NAMESPACE}', source ?? '');
      return formatted.trim() === '' ? null : formatted;
    }
  }
}
