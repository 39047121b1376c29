/** Ids that clients must escape in filters and encode in paths. */
export const ODD_IDS: readonly string[] = [
  'O"Brien "the boss"',
  'back\\slash\\',
  'team/lead/7',
  'two words & more?',
  '100% sure#1',
  'Élodie@acme.example',
  '名前-42',
  'mixed.Case@Acme.Example',
  'tab\there',
  "single'quote",
  '12345',
];

/** Fewer visitors than this get no odd ids. */
export const ODD_IDS_FROM = 30;
