/** How one setting is checked. */
interface SettingRule<T> {
  readonly initial: T;
  readonly wanted: string;
  accepts(value: unknown): value is T;
}

/** A rule for every setting of a vendor. */
type SettingRules<S> = {readonly [K in keyof S]-?: SettingRule<S[K]>};

/**
 * Checks a vendor's settings and fills in what is not given.
 * Throws RangeError that names the setting, what it must be, and the settings that exist.
 */
export function readSettings<S extends object>(
  vendor: string,
  given: Readonly<Record<string, unknown>>,
  rules: SettingRules<S>,
): S {
  const known = new Map<string, SettingRule<unknown>>(Object.entries(rules));
  const result: Record<string, unknown> = {};
  for (const [name, rule] of known) result[name] = rule.initial;
  for (const [name, value] of Object.entries(given)) {
    const rule = known.get(name);
    if (!rule) {
      const names = [...known.keys()].join(', ');
      throw new RangeError(`the sandbox part ${vendor} has no setting ${name}; it has: ${names}`);
    }
    if (value === undefined) continue;
    if (!rule.accepts(value)) {
      throw new RangeError(`the sandbox setting ${vendor}.${name} must be ${rule.wanted}`);
    }
    result[name] = value;
  }
  // Every key of the rules, which are the keys of S, holds a value that its rule accepts.
  return result as S;
}

/** A whole number from 0 to `max`. */
export function count(initial: number, max = Number.MAX_SAFE_INTEGER): SettingRule<number> {
  return {
    initial,
    wanted: `a whole number from 0 to ${max}`,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max,
  };
}

/** True or false. */
export function flag(initial: boolean): SettingRule<boolean> {
  return {
    initial,
    wanted: 'true or false',
    accepts: (value): value is boolean => typeof value === 'boolean',
  };
}

/** A text that is not empty. */
export function text(initial: string): SettingRule<string> {
  return {
    initial,
    wanted: 'a text that is not empty',
    accepts: (value): value is string => typeof value === 'string' && value !== '',
  };
}

/** One of the texts listed. */
export function choice<T extends string>(initial: T, options: readonly T[]): SettingRule<T> {
  return {
    initial,
    wanted: `one of ${options.join(', ')}`,
    accepts: (value): value is T => options.some((option) => option === value),
  };
}

/** A list of some of the texts. */
export function choices<T extends string>(options: readonly T[]): SettingRule<readonly T[]> {
  return {
    initial: [],
    wanted: `a list of any of ${options.join(', ')}`,
    accepts: (value): value is readonly T[] =>
      Array.isArray(value) && value.every((one) => options.some((option) => option === one)),
  };
}
