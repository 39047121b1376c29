import {closestName} from '../core/closest-name';
import {Failure} from '../core/failure';

/** The sentence about it, the same wherever a stream is chosen. */
export function unknownStream({
  name,
  known,
  asker,
}: {
  readonly name: string;
  /** Streams of the configured vendors. */
  readonly known: readonly string[];
  /** What asks for it: "The catalog", `"source.streams"`. */
  readonly asker: string;
}): Failure {
  return new Failure({
    kind: 'config',
    message: `${asker} names a stream "${name}", which no configured vendor has. ${hint(name, known)}`,
  });
}

function hint(name: string, known: readonly string[]): string {
  const close = closestName(name, known);
  if (close !== undefined) {
    return `Did you mean "${close}"? Correct the name, or take the stream out.`;
  }
  if (known.length === 0) return 'Add the section of its vendor to the configuration.';
  return `The streams are ${[...known].sort().join(', ')}. Take the stream out, or add the section of its vendor to the configuration.`;
}
