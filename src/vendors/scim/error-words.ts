import {isJsonObject} from '../../core/json';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {vendorWords} from '../../http/verdict/vendor-words';

/**
 * The service's own words in an error's body, masked and shortened; undefined when there are none.
 * Takes SCIM 2.0 (`detail`, `scimType`), SCIM 1.1 (`Errors[].description`, PandaDoc Q17), and what
 * gateways send in their place.
 */
export function errorWords(body: unknown, mask: SecretMask): string | undefined {
  const own = isJsonObject(body) ? (scim2Words(body) ?? scim1Words(body['Errors'])) : undefined;
  return vendorWords(own ?? body, mask);
}

function scim2Words(body: Readonly<Record<string, unknown>>): string | undefined {
  const {detail, scimType} = body;
  const type = typeof scimType === 'string' && scimType !== '' ? scimType : undefined;
  if (typeof detail !== 'string' || detail === '') return type;
  return type === undefined ? detail : `${detail} (${type})`;
}

function scim1Words(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  const list: readonly unknown[] = errors;
  const texts = list.flatMap((each) => {
    const description = isJsonObject(each) ? each['description'] : undefined;
    return typeof description === 'string' && description !== '' ? [description] : [];
  });
  return texts.length > 0 ? texts.join('; ') : undefined;
}
