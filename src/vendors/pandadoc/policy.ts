import type {SecretMask} from '../../core/secrets/secret-mask';
import type {HttpPolicy, RateLimit} from '../../http/policy';
import {createClassifier} from './classify-answer';
import type {PandadocSettings, WorkspaceSettings} from './settings';

const WINDOW_MS = 60_000;
/** One below what a sandbox key may do per endpoint (PandaDoc Q11). */
const SANDBOX_REQUESTS = 9;

/** What the policy of one credential is made from. */
interface PolicyParts {
  readonly settings: PandadocSettings;
  readonly workspace: WorkspaceSettings;
  readonly mask: SecretMask;
}

/** PandaDoc's limits and retries for one workspace, from its pages on limits and errors. */
export function pandadocPolicy(parts: PolicyParts): HttpPolicy {
  const {settings, workspace, mask} = parts;
  return {
    // Every message names the workspace: each has a credential of its own.
    vendor: nameOf(workspace),
    timeoutMs: 60_000,
    retry: {
      retriesMax: 5,
      baseMs: 1_000,
      capMs: 30_000,
      statuses: [408],
      limitWaitMaxMs: 120_000,
      limitWaitMs: 2_000,
      limitWaitCapMs: 60_000,
    },
    limits: [limitOf(parts)],
    concurrencyMax: 2,
    classify: createClassifier({region: settings.region, workspace, mask}),
    authAdvice: 'Check its credential in PandaDoc > Settings > API.',
  };
}

/** How messages call a workspace. */
export function nameOf({name}: Pick<WorkspaceSettings, 'name'>): string {
  return `PandaDoc (workspace "${name}")`;
}

/** Limits are counted per user, and all the keys may be one user's: sandbox keys share theirs. */
function limitOf({settings, workspace}: PolicyParts): RateLimit {
  if (workspace.environment === 'production') {
    return {type: 'window', requests: settings.requestsPerMinute, windowMs: WINDOW_MS};
  }
  const keys = settings.workspaces.filter(({environment}) => environment === 'sandbox').length;
  const requests = Math.max(1, Math.floor(SANDBOX_REQUESTS / keys));
  return {type: 'window', requests, windowMs: WINDOW_MS, perEndpoint: true};
}
