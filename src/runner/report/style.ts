import {styleText} from 'node:util';

/** Gives texts a meaning that is seen at once, where colours are wanted; elsewhere they stay as they are. */
export interface Style {
  /** Heads, and what is said first. */
  readonly strong: (text: string) => string;
  /** What need not be looked at, such as a 0. */
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  /** What somebody should look at, such as rejected rows. */
  readonly warning: (text: string) => string;
  readonly failure: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

/** A style with colours, or one that changes nothing. */
export function createStyle(isColoured: boolean): Style {
  const as =
    (format: Format) =>
    (text: string): string =>
      isColoured && text !== '' ? styleText(format, text, {validateStream: false}) : text;
  return {
    strong: as('bold'),
    quiet: as('dim'),
    good: as('green'),
    warning: as('yellow'),
    failure: as(['bold', 'red']),
  };
}

/** Changes nothing. */
export const PLAIN: Style = createStyle(false);

/**
 * Whether an output gets colours: `--no-color`, then NO_COLOR and FORCE_COLOR as no-color.org and
 * force-color.org have them, then whether it is a terminal that has colours.
 */
export function wantsColours({
  args,
  environment,
  isTerminal,
}: {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}): boolean {
  if (args.includes('--no-color')) return false;
  const {NO_COLOR: none = '', FORCE_COLOR: forced = '', TERM: terminal} = environment;
  if (none !== '') return false;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && terminal !== 'dumb';
}
