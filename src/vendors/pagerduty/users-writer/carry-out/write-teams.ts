import {toFailure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {quoteNames, readDuty} from '../duty';
import type {TeamPlan} from '../parts/plan-teams';
import type {PartWork} from './part-work';
import {isOwnRefusal, tryStep} from './progress';
import {deleteMember, putMember} from './write-calls';

/** Said of each team that a user was taken out of. */
export const LEFT_TEAM = 'the user was taken out of a team';

/** Puts a user into teams and takes them out of others. Returns the teams that the user is in then. */
export async function writeTeams(
  work: PartWork,
  current: readonly string[],
  plan: TeamPlan,
): Promise<readonly string[] | Rejection> {
  const {progress, context, userId, signal} = work;
  const teams = new Set(current);
  for (const {team, role} of plan.put) {
    const step = {what: `the place in team ${JSON.stringify(team.name)}`};
    const failed = await tryStep(progress, step, async () => {
      await putMember({context, signal}, userId, {teamId: team.id, role});
      progress.done('the user was put into a team');
      context.teams.joined(team.id, userId, role);
      teams.add(team.id);
      return undefined;
    });
    if (failed !== undefined) return failed;
  }
  for (const teamId of plan.remove) {
    const failed = await leaveTeam(work, teamId);
    if (failed !== undefined) return failed;
    teams.delete(teamId);
  }
  return [...teams];
}

/** A policy of the team that the user is on stands in the way, and is never touched here. */
async function leaveTeam(work: PartWork, teamId: string): Promise<Rejection | undefined> {
  const {progress, context, userId, signal} = work;
  const name = JSON.stringify(context.teams.nameOf(teamId));
  return tryStep(progress, {what: `the departure from team ${name}`}, async () => {
    try {
      await deleteMember({context, signal}, userId, teamId);
    } catch (error) {
      const failure = toFailure(error);
      if (!isOwnRefusal(failure) || failure.status !== 400) throw failure;
      const {policies = [], schedules = []} = await readDuty(context, userId, signal);
      const names = [...policies, ...schedules];
      const held = names.length === 0 ? 'PagerDuty does not say by what' : quoteNames(names);
      return rejection(
        'refused_by_vendor',
        `${progress.text()}PagerDuty does not let the user leave team ${name} (HTTP 400): escalation policies or schedules hold the user (${held}). Take the user off those of the team in PagerDuty; then send the record again with mode update or upsert.`,
        {answer: failure.detail, words: failure.words},
      );
    }
    progress.done(LEFT_TEAM);
    context.teams.left(teamId, userId);
    return undefined;
  });
}
