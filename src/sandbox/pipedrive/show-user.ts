import {newField} from '../shared/new-field';
import type {Company} from './company/company';
import {permissionsOf} from './company/permission-sets';
import {isAdmin} from './company/pipedrive-user';
import type {PipedriveUser} from './company/pipedrive-user';
import type {Viewer} from './company/tokens';

/** A user as the viewer sees it, under the keys of the profile. */
export function showUser(
  {settings}: Company,
  user: PipedriveUser,
  viewer: Viewer,
): Record<string, unknown> {
  const isYou = user.id === viewer.user.id;
  const guide = settings.profile === 'guide';
  const time = guide ? isoTime : vendorTime;
  const shown: Record<string, unknown> = {
    id: user.id,
    name: user.name,
    default_currency: user.default_currency,
    locale: user.locale,
    lang: 1,
    email: user.email,
    // Only one's own number is shown, and `modified` only with account-settings access (Q5).
    phone: isYou || guide ? user.phone : null,
    activated: user.activated,
    last_login: user.lastLoginMs === null ? null : time(user.lastLoginMs),
    created: time(user.createdMs),
    has_created_company: false,
    access: user.access,
    active_flag: user.active_flag,
    timezone_name: user.timezone_name,
    timezone_offset: user.timezone_offset,
    role_id: user.role_id,
    icon_url: settings.rare_fields ? `https://icons.example/${user.id}.png` : null,
    is_you: isYou,
    is_deleted: user.is_deleted,
    ...newField(settings.rare_fields),
  };
  if (viewer.seesModified || guide) {
    shown['modified'] = user.modifiedMs === null ? null : time(user.modifiedMs);
  }
  if (guide) {
    shown['is_admin'] = isAdmin(user) ? 1 : 0;
    shown['signup_flow_variation'] = settings.rare_fields ? 'invitation' : null;
  }
  return shown;
}

/** The map of a user's rights. */
export function showPermissions(
  {seed, settings}: Company,
  user: PipedriveUser,
): Record<string, unknown> {
  return {...permissionsOf(seed, user), ...newField(settings.rare_fields)};
}

/** A time as the vendor writes it: UTC without a zone and with a space (Pipedrive Q6). */
export function vendorTime(ms: number): string {
  return isoTime(ms).replace('T', ' ').replace('Z', '');
}

function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
