import {jsonAnswer, writtenJsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import {refusal} from './errors';
import type {PandadocCall} from './guard';
import type {Organization} from './organization/organization';
import {membershipIn} from './organization/pandadoc-user';
import {readPlace} from './read-place';
import {showMember} from './show';
import {joinWorkspace} from './write-members';

/** Rows that are written at once. */
const CHUNK_ROWS = 1000;

/**
 * `GET /members`: for the vendor the whole list, regardless of what is asked; for the guide a page of it, at
 * most 100 long (PandaDoc Q1).
 */
export function listMembers(organization: Organization, {query, viewer}: PandadocCall): Answer {
  const members = organization.users.membersOf(viewer.workspace);
  if (organization.settings.profile !== 'guide') {
    return writtenJsonAnswer(wholeList(organization, viewer.workspace, members));
  }
  const place = readPlace(query, {countMax: 100, countMin: 1, pageMin: 1, above: 'clamp'});
  if (!place.ok) return refusal(400, place.detail);
  const page = members.slice(place.start, place.start + place.count);
  const isBehind = page.length === 0 && place.start > 0;
  if (isBehind && organization.settings.page_past_end === '404') return refusal(404);
  const results = page.map((index) => shown(organization, viewer.workspace, index));
  const repeated = organization.settings.duplicate_rows ? results.slice(0, 1) : [];
  letSomebodyJoin(organization, viewer.workspace);
  return jsonAnswer(200, {results: [...results, ...repeated]});
}

function letSomebodyJoin(organization: Organization, workspace: number): void {
  if (organization.joining.left === 0) return;
  organization.joining.left -= 1;
  joinWorkspace(organization, workspace);
}

/** A member of the workspace as it is listed. */
export function shown(
  organization: Organization,
  workspace: number,
  index: number,
): Readonly<Record<string, unknown>> {
  const user = organization.users.at(index);
  const membership = user && membershipIn(user, workspace);
  return user && membership ? showMember(organization, user, membership) : {};
}

function* wholeList(
  organization: Organization,
  workspace: number,
  members: readonly number[],
): Generator<Buffer> {
  yield Buffer.from('{"results":[');
  for (let start = 0; start < members.length; start += CHUNK_ROWS) {
    const chunk = members.slice(start, start + CHUNK_ROWS);
    const texts = chunk.map((index) => JSON.stringify(shown(organization, workspace, index)));
    yield Buffer.from((start === 0 ? '' : ',') + texts.join(','));
  }
  yield Buffer.from(']}');
}
