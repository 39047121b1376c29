/** What a request body turned out to be. */
type ParsedBody =
  {readonly ok: true; readonly value: unknown} | {readonly ok: false; readonly reason: string};

/** Reads JSON; an empty body is not JSON. */
export function parseJson(body: string): ParsedBody {
  try {
    return {ok: true, value: JSON.parse(body)};
  } catch (error) {
    return {ok: false, reason: error instanceof Error ? error.message : 'not JSON'};
  }
}

/** An object with any fields: what JSON braces become. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a JSON object: not null, not an array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
