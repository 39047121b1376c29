import {missingRights, rightText, usesOf, type Right} from '../../src/write/rights';

const right = {object: 'crm_people', what: 'invite people'} as const;

describe('the rights of a credential', () => {
  it.each<[Right, string]>([
    [{...right, state: 'has'}, 'crm_people may invite people: yes'],
    [{...right, state: 'unknown'}, 'crm_people may invite people: not known'],
    [
      {...right, state: 'off', why: 'Set crm.allow.'},
      'crm_people may invite people: switched off. Set crm.allow.',
    ],
  ])('are a line each, with the reason where there is one', (given, line) => {
    expect(rightText(given)).toBe(line);
  });

  it('are a failure where they are missing, and only there', () => {
    const failures = missingRights('crm', [
      {...right, state: 'has'},
      {...right, state: 'off'},
      {...right, state: 'unknown'},
      {...right, state: 'missing', why: 'Ask an admin.'},
    ]);
    expect(failures.map(({kind, message}) => `${kind}: ${message}`)).toEqual([
      'auth: crm: the credential may not invite people, which the mappings of crm_people need. Ask an admin.',
    ]);
  });

  it('are asked for what mappings do, and for what is done with keys that are gone', () => {
    const mapping = {object: 'crm_people', operation: 'update'} as const;
    expect(usesOf([mapping, mapping, {...mapping, onGone: 'deactivate'}])).toEqual([
      {object: 'crm_people', operations: ['update', 'soft_delete']},
    ]);
  });
});
