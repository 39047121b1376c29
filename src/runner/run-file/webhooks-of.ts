import {isJsonObject, type JsonObject} from '../../core/json';
import type {Mistake} from '../../core/mistake';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {isLoopback} from '../../http/base-url';
import type {Webhook} from './run-file';

/** Parts of an address that are longer are taken for secrets where they hold a digit. */
const SECRET_PART_MIN = 8;

/**
 * The webhooks of a checked run file. Whoever knows the address of a webhook can write to it, so the mask
 * learns what is secret in it, and no sentence repeats it.
 */
export function webhooksOf(
  file: JsonObject,
  mask: SecretMask,
): {readonly webhooks: readonly Webhook[]; readonly mistakes: readonly Mistake[]} {
  const webhooks: Webhook[] = [];
  const mistakes: Mistake[] = [];
  const entries = Array.isArray(file['notify']) ? file['notify'] : [];
  entries.forEach((entry, index) => {
    if (!isJsonObject(entry) || typeof entry['url'] !== 'string') return;
    const {url: text, form, when} = entry;
    const problem = problemOf(text);
    if (problem === undefined) {
      const url = new URL(text);
      learn(url, mask);
      webhooks.push({
        url,
        form: form === 'slack' ? 'slack' : 'json',
        when: Array.isArray(when) ? when.map(String) : ['failure', 'recovery'],
      });
      return;
    }
    const place = ['notify', index, 'url'];
    mistakes.push({
      place,
      sentence: `"notify[${index}].url" ${problem}. Expected the https address of a webhook (http only for localhost, 127.x.x.x and [::1]).`,
      example: {place, value: '${WEBHOOK_URL}'},
    });
  });
  return {webhooks, mistakes};
}

function problemOf(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return `has the scheme ${url.protocol.slice(0, -1)}`;
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    return `would be told over an unencrypted line to ${url.host}`;
  }
  return url.username === '' && url.password === '' ? undefined : 'holds a user name or password';
}

function learn(url: URL, mask: SecretMask): void {
  const parts = [...url.pathname.split('/'), ...url.searchParams.values()];
  for (const part of parts) {
    if (part.length >= SECRET_PART_MIN && /\d/.test(part)) mask.add(part);
  }
  if (url.pathname.length > SECRET_PART_MIN) mask.add(url.pathname);
  if (url.search !== '') mask.add(url.search);
}
