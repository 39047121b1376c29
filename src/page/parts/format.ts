const COUNT = new Intl.NumberFormat('en-US');

/** 1234567 as "1,234,567". */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A number with its noun: "1 row", "1,200 rows". */
export function counted(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}

/** Milliseconds as people say them: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joined(minutes, 'min', whole % 60, 's');
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** An ISO time as "2026-03-04 05:06 UTC"; '' stays ''. */
export function time(iso: string): string {
  return iso === '' ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** An ISO time as its day. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** `pagerduty_users` as a reason or rule is said in a sentence: "pagerduty users". */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** The same with a capital letter. */
export function title(name: string): string {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const VENDORS: Readonly<Record<string, string>> = {
  pagerduty: 'PagerDuty',
  pandadoc: 'PandaDoc',
  pendo: 'Pendo',
  pipedrive: 'Pipedrive',
  userguiding: 'UserGuiding',
  roster: 'Roster',
};

/** A vendor's section as people write the vendor's name. */
export function vendorName(section: string): string {
  const [, base = section, scim] = /^(.*?)(_scim)?$/.exec(section) ?? [];
  return `${VENDORS[base] ?? title(base)}${scim === undefined ? '' : ' SCIM'}`;
}

/** `pendo_visitors` as "Pendo visitors". */
export function objectName(object: string): string {
  const [section = '', ...rest] = object.split('_');
  return rest.length === 0 ? title(object) : `${vendorName(section)} ${rest.join(' ')}`;
}
