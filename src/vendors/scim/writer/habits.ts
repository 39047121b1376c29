import type {Json} from '../../../core/json';

/** How a service takes a change of `active`: by a path or in an object, as a boolean or as a text. */
export interface ActiveForm {
  readonly placed: 'path' | 'object';
  readonly written: 'boolean' | 'text';
}

/** How a service wants to be written to, as far as it is known now; true of all its resources. */
export interface WriteHabits {
  /** PATCH until the service says, or shows, that it has none. */
  method(): 'PATCH' | 'PUT';
  refusesPatch(): void;
  /** Forms worth trying, in this order: only the one that was taken, once there is one. */
  activeForms(): readonly ActiveForm[];
  /** Notes that a change of `active` was taken in a form. */
  tookActive(form: ActiveForm): void;
}

const FORMS: readonly ActiveForm[] = [
  {placed: 'path', written: 'boolean'},
  {placed: 'path', written: 'text'},
  {placed: 'object', written: 'boolean'},
  {placed: 'object', written: 'text'},
];

/** Creates what is known at first. */
export function createHabits({
  patches,
  showsTexts,
}: {
  readonly patches: boolean;
  /** True: the service shows `active` as a text. */
  readonly showsTexts: boolean;
}): WriteHabits {
  const first = showsTexts ? 'text' : 'boolean';
  let method: 'PATCH' | 'PUT' = patches ? 'PATCH' : 'PUT';
  let forms = [
    ...FORMS.filter(({written}) => written === first),
    ...FORMS.filter(({written}) => written !== first),
  ];
  return {
    method: () => method,
    refusesPatch: () => {
      method = 'PUT';
    },
    activeForms: () => forms,
    tookActive: (form) => {
      forms = [form];
    },
  };
}

/** `active` as a form writes it. */
export function writeActive(value: Json, {written}: ActiveForm): Json {
  if (written === 'boolean' || typeof value !== 'boolean') return value;
  return value ? 'True' : 'False';
}
