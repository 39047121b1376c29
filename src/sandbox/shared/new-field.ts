/**
 * What records hold besides with the setting `rare_fields`: vendors add fields before any document
 * names them.
 */
const NEW_FIELD = {field_of_tomorrow: 'not in any document'};

/** The field that no document names, or nothing. */
export function newField(isThere: boolean): Readonly<Record<string, string>> {
  return isThere ? NEW_FIELD : {};
}
