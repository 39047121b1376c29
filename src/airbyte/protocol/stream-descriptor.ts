import type {Json} from '../../core/json';

/** Name and namespace of a stream; absent namespace: the destination's default. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string;
}

/** A text that is not empty; protocol fields may be absent, null or empty alike. */
export function textOrUndefined(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A descriptor without an explicit null or empty namespace. */
export function descriptorOf(name: string, namespace: string | undefined): StreamDescriptor {
  return namespace === undefined ? {name} : {name, namespace};
}

/** One text per descriptor: equal descriptors, equal texts. */
export function descriptorKey(stream: StreamDescriptor): string {
  return JSON.stringify([stream.namespace ?? null, stream.name]);
}

/** A descriptor for people. */
export function descriptorText(stream: StreamDescriptor): string {
  return stream.namespace === undefined
    ? `"${stream.name}"`
    : `"${stream.name}" (namespace "${stream.namespace}")`;
}
