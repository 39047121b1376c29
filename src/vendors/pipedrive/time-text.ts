const PIPEDRIVE_TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * A time of Pipedrive's as ISO 8601 in UTC. Pipedrive sends `2025-03-10 14:20:31`, in UTC though it
 * does not say so (Q6); other servers send ISO 8601. Undefined when the text is no time.
 */
export function toIsoTime(text: string): string | undefined {
  const plain = PIPEDRIVE_TIME.exec(text);
  if (plain?.[1] !== undefined && plain[2] !== undefined) {
    const iso = `${plain[1]}T${plain[2]}Z`;
    return Number.isNaN(Date.parse(iso)) ? undefined : iso;
  }
  if (!ISO_TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
