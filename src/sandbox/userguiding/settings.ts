import {PEOPLE_MAX} from '../shared/people';
import {choice, count, flag, readSettings, text} from '../shared/settings';

/** Settings of the UserGuiding part: `startSandbox({vendors: {userguiding: {...}}})`. */
export interface UserguidingSettings {
  /** People who have used the product already: profile i is person i of the seed, by e-mail. */
  readonly users: number;
  /**
   * What there is: the identify call, the User API, both, or the older panel backend only, which
   * answers the identify call with a web page (404).
   */
  readonly profile: 'guide' | 'user_api' | 'both' | 'panel';
  readonly api_key: string;
  /** Another key of the same workspace, counted and limited for itself. */
  readonly second_api_key: string;
  /** Header that carries the key; `profile`: Authorization for identify, UG-API-KEY for the User API. */
  readonly auth: 'profile' | 'bearer' | 'ug_api_key' | 'either';
  readonly requests_per_window: number;
  readonly window_ms: number;
  /** How long a key is blocked after a request too many. */
  readonly block_ms: number;
  /** Whether a 429 names the seconds that are left. */
  readonly retry_after: boolean;
  /** Whether a request during the block makes it begin again. */
  readonly block_prolongs: boolean;
  /** Shape of error bodies. */
  readonly error_form:
    'success_error' | 'message' | 'detail' | 'detail_list' | 'text' | 'html' | 'empty';
  /** Status for attributes that are not flat. */
  readonly bad_attributes_status: '400' | '422';
  /** A larger request body is answered 413. */
  readonly body_bytes_max: number;
  /** What a second company does to the first one's link. */
  readonly company_link: 'replace' | 'add';
  /** What null does to an attribute. */
  readonly null_values: 'clear' | 'keep';
  /** How a write that was carried out is answered, every `odd_answer_every`-th time. */
  readonly odd_answer:
    'none' | 'success_false' | 'success_missing' | 'empty' | 'no_content' | 'text' | 'html';
  readonly odd_answer_every: number;
  /** The first write for each user fails with 500 before anything is done. */
  readonly first_write_fails: boolean;
  /** Methods and paths of the User API, below its base URL; `{userId}` stands for the id. */
  readonly upsert_path: string;
  readonly update_path: string;
  readonly list_path: string;
  readonly delete_path: string;
  readonly body_style: 'flat' | 'guide';
  /** The User API's upsert only creates: for a user who exists it answers 409. */
  readonly upsert_creates_only: boolean;
  /** Whether the User API describes itself under /openapi.json. */
  readonly openapi: boolean;
}

/** Checks the settings; throws RangeError for an unknown or wrong one. */
export function readUserguidingSettings(
  given: Readonly<Record<string, unknown>>,
): UserguidingSettings {
  return readSettings<UserguidingSettings>('userguiding', given, {
    users: count(0, PEOPLE_MAX),
    profile: choice('guide', ['guide', 'user_api', 'both', 'panel']),
    api_key: text('sandbox-userguiding-api-key-0001'),
    second_api_key: text('sandbox-userguiding-api-key-0002'),
    auth: choice('profile', ['profile', 'bearer', 'ug_api_key', 'either']),
    requests_per_window: count(50),
    window_ms: count(10_000),
    block_ms: count(60_000),
    retry_after: flag(false),
    block_prolongs: flag(false),
    error_form: choice('success_error', [
      'success_error',
      'message',
      'detail',
      'detail_list',
      'text',
      'html',
      'empty',
    ]),
    bad_attributes_status: choice('400', ['400', '422']),
    body_bytes_max: count(1_000_000),
    company_link: choice('replace', ['replace', 'add']),
    null_values: choice('clear', ['clear', 'keep']),
    odd_answer: choice('none', [
      'none',
      'success_false',
      'success_missing',
      'empty',
      'no_content',
      'text',
      'html',
    ]),
    odd_answer_every: count(1),
    first_write_fails: flag(false),
    upsert_path: text('POST /users'),
    update_path: text('PATCH /users/{userId}'),
    list_path: text('GET /users'),
    delete_path: text('DELETE /users/{userId}'),
    body_style: choice('flat', ['flat', 'guide']),
    upsert_creates_only: flag(false),
    openapi: flag(true),
  });
}
