import type {Outcome, Rejection} from '../../../../write/record';
import {rejected} from '../../../../write/rejection';
import {alreadyExists, decideOnUser, type Deciding} from '../decide';
import {touchesUser, type Change, type Creation, type Decision} from '../decision';
import {withinRemovals} from '../guard-users';
import {listMethods} from '../read-lists';
import type {VendorUser} from '../vendor-user';
import type {WantedUser} from '../wanted-user';
import type {WriterContext} from '../writer-context';
import {changeUser} from './change-user';
import {createUser} from './create-user';
import {LAG_TRIES, LAG_WAIT_MS, type PartWork} from './part-work';
import {createProgress, tryStep, type Progress} from './progress';
import {removeMethods, writeMethods} from './write-methods';
import {writeRules} from './write-rules';
import {LEFT_TEAM, writeTeams} from './write-teams';

/** What a record's work is done with. */
interface Work {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Creates a user, then gives them what the record wants besides. */
export async function carryOutCreation(
  context: WriterContext,
  creation: Creation,
  signal: AbortSignal,
): Promise<Outcome> {
  const made = await createUser(context, creation, signal);
  if (made.type === 'rejected') return rejected(made.rejection);
  const {user} = made;
  context.directory.put([user]);
  const progress = createProgress();
  if (made.type === 'found') {
    if (creation.operation === 'insert') return rejected(alreadyExists);
    const outcome = await finish(context, user, creation.wanted, {progress, signal});
    return outcome ?? {status: 'unchanged'};
  }
  const {invitations, kit} = context;
  progress.done('the user was created');
  kit.log(
    'INFO',
    `PagerDuty: a user was created; users created in this sync: ${invitations.taken()} of at most ${invitations.max}.`,
  );
  const {methods, rules} = creation.wanted;
  if (methods !== undefined || rules !== undefined) {
    const failed = await waitForMethods(context, user, {progress, signal});
    if (failed !== undefined) return rejected(failed);
  }
  const outcome = await finish(context, user, creation.wanted, {progress, signal});
  return outcome?.status === 'rejected' ? outcome : {status: 'written', created: true};
}

/** Everybody who is new has a contact method, which reads show only after a while. */
async function waitForMethods(
  context: WriterContext,
  {id}: VendorUser,
  {progress, signal}: Work,
): Promise<Rejection | undefined> {
  return tryStep(progress, {what: 'a look at the new contact methods'}, async () => {
    for (let tries = 1; tries < LAG_TRIES; tries += 1) {
      const methods = await listMethods(context, id, signal);
      if (methods.length > 0) return undefined;
      await context.kit.clock.sleep(LAG_WAIT_MS, signal);
    }
    return undefined;
  });
}

/** Does what a user lacks of a record; undefined when nothing was to be done. */
async function finish(
  context: WriterContext,
  user: VendorUser,
  wanted: WantedUser,
  {progress, signal}: Work,
): Promise<Outcome | undefined> {
  const decision: {made?: Decision} = {};
  const deciding: Deciding = {fresh: true, signal};
  const failed = await tryStep(progress, {what: 'a look at the user'}, async () => {
    const made = await decideOnUser(context, user, {wanted, deciding});
    decision.made = withinRemovals(context, made);
    return undefined;
  });
  if (failed !== undefined) return rejected(failed);
  const {made} = decision;
  if (made?.type === 'rejected') {
    const {rejection} = made;
    return rejected({...rejection, message: `${progress.text()}${rejection.message}`});
  }
  return made?.type === 'change' ? carryOutChange(context, made, {progress, signal}) : undefined;
}

/** Changes a user, part by part; what is taken away goes last. */
export async function carryOutChange(
  context: WriterContext,
  change: Change,
  {progress, signal}: Work,
): Promise<Outcome> {
  const {directory} = context;
  let {user} = change;
  if (touchesUser(change)) {
    const changed = await changeUser(context, change, {progress, signal});
    if ('reason' in changed) {
      giveBackRemoval(context, change, {progress, why: changed});
      return rejected(changed);
    }
    user = changed;
  }
  const work: PartWork = {context, userId: user.id, progress, signal};
  const failed = await writeParts(work, change, user);
  if ('reason' in failed) {
    // What is true of the lists is not known: they are read when they are needed next.
    directory.put([{...user, methods: undefined, rules: undefined, hasAllRules: false}]);
    giveBackRemoval(context, change, {progress, why: failed});
    return rejected(failed);
  }
  directory.put([failed]);
  return progress.text() === '' ? {status: 'unchanged'} : {status: 'written', created: false};
}

/** Whoever is still in all teams for certain was not taken out of one. */
function giveBackRemoval(
  {removals}: Pick<WriterContext, 'removals'>,
  {teams}: Change,
  {progress, why}: {readonly progress: Progress; readonly why: Rejection},
): void {
  const isOpen = teams.remove.length === 0 || why.reason === 'unconfirmed';
  if (!isOpen && !progress.has(LEFT_TEAM)) removals.giveBack();
}

/** The user with the parts as they are then, or what went wrong. */
async function writeParts(
  work: PartWork,
  plans: Change,
  user: VendorUser,
): Promise<VendorUser | Rejection> {
  const methods = await writeMethods(work, plans.user.methods ?? [], plans.methods);
  if ('reason' in methods) return methods;
  const rules = await writeRules({...work, methods}, plans.user.rules ?? [], plans.rules);
  if ('reason' in rules) return rules;
  const failed = await removeMethods(work, plans.methods);
  if (failed !== undefined) return failed;
  const teamIds = await writeTeams(work, user.teamIds, plans.teams);
  if ('reason' in teamIds) return teamIds;
  const gone = new Set(plans.methods.remove.map(({id}) => id));
  return {
    ...user,
    methods: plans.user.methods && methods.filter(({id}) => !gone.has(id)),
    rules: plans.user.rules && rules.filter(({methodId}) => !gone.has(methodId)),
    teamIds,
  };
}
