import {findingKey, type PlantedAccount, type Planter} from './planted-company';

type Case = (plant: Planter) => void;

export const ADMINS_MAX = 5;
export const DORMANT_DAYS = 90;
export const INVITATION_DAYS = 14;
export const COMPANY_DOMAINS = ['acme.example', 'acme.test'];

const leavers: readonly Case[] = [
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: plant.pick('left', 'disabled')});
    for (const vendor of ['pagerduty', 'pandadoc', 'pipedrive', 'pagerduty_scim'] as const) {
      plant.must('leaver_with_access', plant.account(vendor, gone));
    }
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    plant.must(
      'leaver_with_access',
      plant.account(plant.vendor(), gone, {state: 'invited', invited: 3}),
    );
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {endsIn: plant.pick(-1, -200)});
    plant.must('leaver_with_access', plant.account(plant.vendor(), gone));
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    plant.must('leaver_with_access', plant.account(plant.vendor(), {...gone, email: gone.alias}));
  },
  // By phone only, and by an address with a tag.
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    const account = plant.account(
      plant.vendor(),
      {...gone, email: `old.${gone.email}`},
      {phone: gone.phone},
    );
    plant.must('leaver_with_access', account);
    plant.must('address_differs', account);
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    const account = plant.account(plant.vendor(), {...gone, email: gone.email.replace('@', '+x@')});
    plant.must('leaver_with_access', account);
    plant.must('address_differs', account);
  },
  // Two accounts of one vendor wait for a decision; both still work.
  (plant) => {
    const gone = plant.person();
    const row = plant.roster(gone, {status: 'left'});
    const vendor = plant.vendor();
    const two = [plant.account(vendor, gone), plant.account(vendor, gone)];
    plant.must('leaver_with_access', ...two);
    plant.mustTogether('duplicate_account', two);
    plant.mustTogether('needs_review', two, [row]);
  },
  // Two rows, both of the past; and an end that is still to come does not bring back who is gone.
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left', aliases: ''});
    plant.roster(gone, {status: 'disabled', aliases: ''});
    plant.must('leaver_with_access', plant.account(plant.vendor(), gone));
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left', endsIn: 30});
    plant.must('leaver_with_access', plant.account(plant.vendor(), gone));
  },
  // A decision says whose it is, or whose it is not.
  (plant) => {
    const gone = plant.person();
    const row = plant.roster(gone, {status: 'left'});
    const {email} = plant.person();
    const account = plant.account(plant.vendor(), {...gone, email}, {phone: ''});
    plant.decide('same', account, row);
    plant.must('leaver_with_access', account);
    plant.must('address_differs', account);
  },
  (plant) => {
    const gone = plant.person();
    const row = plant.roster(gone, {status: 'left'});
    const account = plant.account(plant.vendor(), gone);
    plant.decide('not_same', account, row);
    plant.must('unknown_account', account);
  },
  // Nothing to find: access is gone, the end is not yet past, or somebody came back.
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: plant.pick('left', 'disabled')});
    plant.account(plant.pick('pandadoc', 'pipedrive'), gone, {state: 'disabled'});
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    plant.account('pipedrive', gone, {state: 'removed'});
  },
  (plant) => {
    const leaving = plant.person();
    plant.roster(leaving, {endsIn: plant.pick(0, 1, 90)});
    plant.account(plant.vendor(), leaving);
  },
  (plant) => {
    const back = plant.person();
    plant.roster(back, {status: 'left', aliases: ''});
    plant.roster(back, {endsIn: plant.pick(undefined, 30)});
    plant.account(plant.vendor(), back);
  },
  // Several things at once.
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    const account = plant.account('pipedrive', gone, {seen: DORMANT_DAYS + 10, hasRole: false});
    for (const rule of ['leaver_with_access', 'dormant_account', 'no_role']) {
      plant.must(rule, account);
    }
    const old = plant.account('pandadoc', gone, {state: 'invited', invited: INVITATION_DAYS + 10});
    for (const rule of ['leaver_with_access', 'stale_invitation']) plant.must(rule, old);
  },
  // Found by the first audit, switched off before the second.
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    plant.company.mended.push(plant.account('pipedrive', gone));
  },
];

const strangers: readonly Case[] = [
  (plant) => {
    const stranger = plant.person();
    plant.must('unknown_account', plant.account(plant.vendor(), stranger));
  },
  (plant) => {
    const stranger = plant.person();
    for (const vendor of ['pandadoc', 'pagerduty', 'pagerduty_scim'] as const) {
      plant.must('unknown_account', plant.account(vendor, stranger));
    }
  },
  // The name of somebody in the roster proves nothing.
  (plant) => {
    const known = plant.person();
    plant.roster(known);
    const {email, phone} = plant.person();
    plant.must('unknown_account', plant.account(plant.vendor(), {...known, email, phone}));
  },
  (plant) => {
    plant.account(plant.vendor(), plant.person(), {state: 'invited', invited: 3});
    plant.account(plant.pick('pandadoc', 'pipedrive'), plant.person(), {state: 'disabled'});
    plant.account('pipedrive', plant.person(), {state: 'removed'});
  },
  // Service accounts by address, by id, and by a pattern.
  (plant) => {
    const number = plant.number();
    const robot = {...plant.person(), email: `robot-${number}@acme.example`};
    plant.account(plant.vendor(), robot);
    plant.company.services.push(`,robot-${number}@acme.example`);
    const {vendor, id} = plant.account(plant.vendor(), plant.person());
    plant.company.services.push(`${vendor},${id}`);
    plant.account(plant.vendor(), {...robot, email: `bot-${number}-a@acme.example`});
    plant.company.services.push(`,bot-${number}-*@acme.example`);
  },
];

const directory: readonly Case[] = [
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    plant.account('pagerduty_scim', person, {state: 'disabled'});
    plant.must('disabled_in_directory', plant.account('pagerduty', person));
  },
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    const listed = plant.account('pagerduty', person);
    plant.account(
      'pagerduty_scim',
      {...person, email: person.alias},
      {state: 'disabled', externalId: listed.id},
    );
    plant.must('disabled_in_directory', listed);
  },
  (plant) => {
    const gone = plant.person();
    plant.roster(gone, {status: 'left'});
    plant.account('pagerduty_scim', gone, {state: 'disabled'});
    const listed = plant.account('pagerduty', gone);
    plant.must('disabled_in_directory', listed);
    plant.must('leaver_with_access', listed);
  },
  // The roster, or a decision, says whose entry of the directory it is; the two have no address in common.
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    const entry = {...person, email: person.alias};
    plant.account('pagerduty_scim', entry, {state: 'disabled', phone: ''});
    plant.must('disabled_in_directory', plant.account('pagerduty', person, {phone: ''}));
  },
  (plant) => {
    const [person, other] = [plant.person(), plant.person()];
    plant.roster(person);
    const entry = plant.account('pagerduty_scim', other, {state: 'disabled', phone: ''});
    const listed = plant.account('pagerduty', person);
    plant.decide('same', entry, listed);
    plant.must('disabled_in_directory', listed);
  },
  (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const entry = plant.account('pagerduty_scim', person, {state: 'disabled', phone: ''});
    const listed = plant.account('pagerduty', person, {phone: ''});
    plant.decide('same', listed, row);
    plant.decide('not_same', entry, listed);
  },
  (plant) => {
    const [here, waiting, only] = [plant.person(), plant.person(), plant.person()];
    for (const person of [here, waiting, only]) plant.roster(person);
    plant.account('pagerduty_scim', here);
    plant.account('pagerduty', here);
    plant.account('pagerduty_scim', waiting, {state: 'disabled'});
    plant.account('pagerduty', waiting, {state: 'invited'});
    plant.account('pagerduty_scim', only, {state: 'disabled'});
    // Another vendor than the one whose directory it is.
    plant.account('pipedrive', only);
  },
];

/** Somebody known, with one account that is in order but for `changes`. */
function one(
  vendor: 'pagerduty' | 'pandadoc' | 'pipedrive',
  changes: (plant: Planter) => Partial<PlantedAccount>,
  rule?: string,
): Case {
  return (plant) => {
    const person = plant.person();
    plant.roster(person);
    const account = plant.account(vendor, person, changes(plant));
    if (rule !== undefined) plant.must(rule, account);
  };
}

const times: readonly Case[] = [
  one('pipedrive', (plant) => ({seen: DORMANT_DAYS + plant.pick(1, 300)}), 'dormant_account'),
  one('pipedrive', (plant) => ({seen: DORMANT_DAYS - plant.pick(1, 80)})),
  one('pipedrive', () => ({seen: 400, state: 'disabled'})),
  one('pipedrive', () => ({})),
  ...(['pipedrive', 'pandadoc'] as const).flatMap((vendor) => [
    one(
      vendor,
      (plant) => ({state: 'invited', invited: INVITATION_DAYS + plant.pick(1, 300)}),
      'stale_invitation',
    ),
    one(vendor, (plant) => ({state: 'invited', invited: INVITATION_DAYS - plant.pick(1, 10)})),
    one(vendor, () => ({state: 'active', invited: 400})),
    one(vendor, () => ({state: 'disabled', invited: 400})),
  ]),
  one('pagerduty', () => ({state: 'invited'})),
];

const responders: readonly Case[] = [
  ...(['', 'email', 'sms, switched off'] as const).map((method) =>
    one('pagerduty', () => ({onTeam: true, phone: '', method}), 'unreachable_responder'),
  ),
  one(
    'pagerduty',
    () => ({onTeam: true, phone: '', method: 'push', isUrgent: false}),
    'unreachable_responder',
  ),
  one('pagerduty', () => ({onTeam: true, phone: '', method: 'push'})),
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    plant.account('pagerduty', person, {onTeam: true, phone: plant.dial(person.phone)});
  },
  one('pagerduty', (plant) => ({phone: '', method: plant.pick('', 'email'), isUrgent: false})),
  one('pipedrive', () => ({hasRole: false}), 'no_role'),
  one('pipedrive', () => ({hasRole: true})),
];

const outsiders: readonly Case[] = [
  (plant) => {
    const stranger = {...plant.person(), email: `x${plant.number()}@mail.example`};
    const account = plant.account(plant.vendor(), stranger);
    plant.must('outside_domain', account);
    plant.must('unknown_account', account);
  },
  (plant) => {
    const stranger = {...plant.person(), email: `x${plant.number()}@mail.example`};
    const invited = {state: 'invited', invited: 2} as const;
    plant.must('outside_domain', plant.account(plant.vendor(), stranger, invited));
  },
  // Domains that only look like the company's.
  ...['notacme.example', 'acme.example.mail.test', 'acme-example.test'].map(
    (domain): Case =>
      (plant) => {
        const person = plant.person();
        plant.roster(person);
        const email = `x${plant.number()}@${domain}`;
        const account = plant.account(plant.vendor(), {...person, email}, {phone: person.phone});
        plant.must('outside_domain', account);
        plant.must('address_differs', account);
      },
  ),
  (plant) => {
    for (const domain of ['eu.acme.example', 'acme.test', 'ACME.Example']) {
      const person = {...plant.person(), email: `y${plant.number()}@${domain}`};
      plant.roster(person);
      plant.account(plant.vendor(), person);
    }
  },
];

/** Two accounts of one vendor and one person: how the second one is like the first. */
const doubles: readonly Case[] = [
  ...(['', '+old@', 'disabled'] as const).map((way): Case => (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const vendor = plant.pick('pandadoc', 'pipedrive');
    const second = way === '+old@' ? person.email.replace('@', way) : person.email;
    const two = [
      plant.account(vendor, person),
      plant.account(
        vendor,
        {...person, email: second},
        {state: way === 'disabled' ? 'disabled' : 'active'},
      ),
    ];
    plant.open('address_differs', ...two);
    plant.mustTogether('duplicate_account', two);
    plant.mustTogether('needs_review', two, [row]);
  }),
  (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const vendor = plant.vendor();
    const three = [1, 2, 3].map(() => plant.account(vendor, person));
    const other = plant.account(vendor === 'pipedrive' ? 'pandadoc' : 'pipedrive', person);
    for (const at of [0, 1, 2]) {
      plant.mustTogether(
        'duplicate_account',
        three.filter((_, place) => place !== at),
      );
    }
    plant.mustTogether('needs_review', [...three, other], [row]);
  },
  // Nobody in the roster, and joined by a number.
  (plant) => {
    const person = plant.person();
    const {phone} = person;
    const vendor = plant.vendor();
    const two = [
      plant.account(vendor, person, {phone}),
      plant.account(vendor, {...person, email: `2.${person.email}`}, {phone: plant.dial(phone)}),
    ];
    plant.must('unknown_account', ...two);
    plant.mustTogether('duplicate_account', two);
    plant.mustTogether('needs_review', two);
  },
  // Joined by hand: nothing waits any more, and the second account is still one too many.
  (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const vendor = plant.vendor();
    const {email, phone} = plant.person();
    const two = [
      plant.account(vendor, person, {phone: ''}),
      plant.account(vendor, {...person, email, phone}, {phone: ''}),
    ] as const;
    plant.decide('same', two[0], row);
    plant.decide('same', two[1], two[0]);
    plant.mustTogether('duplicate_account', two);
    plant.must('address_differs', two[1]);
  },
  // Divided by hand: the other account is of nobody in the roster.
  (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const vendor = plant.vendor();
    const [own, other] = [
      plant.account(vendor, person),
      plant.account(vendor, person, {phone: ''}),
    ];
    plant.decide('same', own, row);
    plant.decide('not_same', other, own);
    plant.must('unknown_account', other);
  },
  // Evidence joins three, a decision divides two of them.
  (plant) => {
    const person = plant.person();
    const row = plant.roster(person);
    const two = [plant.account('pandadoc', person), plant.account('pipedrive', person)] as const;
    plant.decide('not_same', two[0], two[1]);
    plant.open('unknown_account', ...two);
    plant.mustTogether('needs_review', two, [row]);
  },
  // One account at each vendor and in the directory is nobody's double.
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    for (const vendor of ['pagerduty', 'pagerduty_scim', 'pandadoc', 'pipedrive'] as const) {
      plant.account(vendor, person);
    }
  },
];

const contacts: readonly Case[] = [
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    const email = `${plant.number()}.${person.email}`;
    plant.must(
      'address_differs',
      plant.account(plant.vendor(), {...person, email}, {phone: plant.dial(person.phone)}),
    );
  },
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    const email = person.email.replace('@', '+crm@');
    plant.must('address_differs', plant.account(plant.vendor(), {...person, email}));
  },
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    plant.account(plant.vendor(), {...person, email: person.alias});
  },
  // A roster without the address, or without the number, has nothing to differ from.
  (plant) => {
    const person = plant.person();
    plant.roster(person, {email: '', aliases: ''});
    plant.account(plant.vendor(), person, {phone: plant.dial(person.phone)});
    const other = plant.person();
    plant.roster(other, {phone: ''});
    plant.account(plant.vendor(), other, {phone: plant.dial(other.phone)});
  },
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    const {phone} = plant.person();
    plant.must('phone_differs', plant.account(plant.vendor(), person, {phone: plant.dial(phone)}));
    plant.account('pagerduty_scim', person, {phone: ''});
  },
  (plant) => {
    const person = plant.person();
    plant.roster(person);
    for (const vendor of ['pagerduty', 'pandadoc', 'pipedrive'] as const) {
      plant.account(vendor, person, {phone: plant.dial(person.phone)});
    }
  },
];

const CROWD =
  'Agnes Boris Clara Dorian Edith Felix Greta Hubert Irene Jakob Leopold Martha Norbert Otilie Philip Rosa Stefan Ursula Viktor'.split(
    ' ',
  );

const mailboxes: readonly Case[] = [
  // Whose accounts they are, numbers prove.
  (plant) => {
    const box = `desk@box${plant.number()}.acme.example`;
    const people = ['Dora', 'Max', 'Uwe']
      .slice(0, plant.pick(2, 3))
      .map((name) => plant.person(name));
    for (const person of people) {
      plant.roster(person);
      const account = plant.account(
        plant.vendor(),
        {...person, email: box},
        {phone: plant.dial(person.phone)},
      );
      plant.must('address_differs', account);
    }
    plant.company.must.add(findingKey('shared_mailbox', box.replace('desk', 'd…')));
  },
  // Of nobody in the roster, and at two vendors.
  (plant) => {
    const box = `team@box${plant.number()}.acme.example`;
    for (const [name, vendor] of [
      ['Dora', 'pandadoc'],
      ['Max', 'pipedrive'],
    ] as const) {
      const person = {...plant.person(name), email: box};
      plant.must('unknown_account', plant.account(vendor, person, {phone: ''}));
    }
    plant.company.must.add(findingKey('shared_mailbox', box.replace('team', 't…')));
  },
  // Somebody signs in with the address that the roster has of another.
  (plant) => {
    const email = `own@box${plant.number()}.acme.example`;
    const [owner, guest] = [{...plant.person('Dora'), email}, plant.person('Max')];
    plant.roster(owner);
    plant.roster(guest);
    plant.account('pagerduty', owner, {phone: owner.phone});
    const account = plant.account('pandadoc', {...guest, email}, {phone: guest.phone});
    plant.must('address_differs', account);
    plant.company.must.add(findingKey('shared_mailbox', email.replace('own', 'o…')));
  },
  // More people than could be one, each with a name of their own.
  (plant) => {
    const email = `all@box${plant.number()}.acme.example`;
    for (const first of CROWD) {
      const person = {...plant.person(first), email};
      plant.must('unknown_account', plant.account('pandadoc', person, {phone: ''}));
    }
    plant.company.must.add(findingKey('shared_mailbox', email.replace('all', 'a…')));
  },
  // One mailbox, but an address for each.
  (plant) => {
    const domain = `box${plant.number()}.acme.example`;
    for (const first of ['Dora', 'Max']) {
      const person = {...plant.person(first), email: `hall+${first.toLowerCase()}@${domain}`};
      plant.must('unknown_account', plant.account(plant.vendor(), person, {phone: ''}));
    }
  },
  // One person under several names of one, and a robot's address with several names.
  (plant) => {
    const person = plant.person('William');
    plant.roster(person);
    plant.account('pagerduty', {...person, first: 'Bill'});
    plant.account('pandadoc', {...person, first: 'W.'});
    plant.account('pipedrive', {...person, first: 'WILLIAM'});
    const email = `alerts@box${plant.number()}.acme.example`;
    plant.account('pandadoc', {...plant.person('Dora'), email}, {phone: ''});
    plant.account('pipedrive', {...plant.person('Max'), email}, {phone: ''});
    plant.company.services.push(`,${email}`);
  },
];

/** One vendor has too many admins, one too few and one enough; at the first of them somebody is new. */
const admins: Case = (plant) => {
  const vendors = ['pagerduty', 'pandadoc', 'pipedrive'] as const;
  const start = plant.pick(0, 1, 2);
  const counts = [ADMINS_MAX + 1, plant.pick(0, 1), plant.pick(2, ADMINS_MAX)];
  for (const [place, count] of counts.entries()) {
    const vendor = vendors[(start + place) % 3] ?? 'pipedrive';
    for (let at = 0; at < count; at += 1) {
      const person = plant.person();
      plant.roster(person);
      const isNew = at === count - 1 && (place === 0 || plant.pick(true, false));
      const account = plant.account(vendor, person, {isAdmin: !isNew});
      if (!isNew) continue;
      plant.company.promoted.push(account);
      plant.must('new_admin', account);
    }
    if (count < 2) plant.company.must.add(findingKey('last_admin', vendor));
    if (count > ADMINS_MAX) plant.company.must.add(findingKey('too_many_admins', vendor));
  }
  // Admins who are switched off are none.
  const off = plant.person();
  plant.roster(off);
  for (const vendor of ['pandadoc', 'pipedrive'] as const) {
    plant.account(vendor, off, {isAdmin: true, state: 'disabled'});
  }
};

const CASES = [
  ...[leavers, strangers, directory, times, responders, outsiders, doubles, contacts, mailboxes],
].flat();

/** Plants every case `copies` times, in ways that `plant` picks. */
export function plantCases(plant: Planter, copies: number): void {
  admins(plant);
  for (let copy = 0; copy < copies; copy += 1) for (const add of CASES) add(plant);
}
