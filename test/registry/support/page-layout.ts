import type {Side} from '../../../src/config/assemble-spec';
import type {Section} from './markdown';

/** A heading that Airbyte's template has, or a place where a connector may have its own. */
export type WantedHeading =
  | {
      readonly type: 'heading';
      readonly level: number;
      readonly title: string;
      readonly optional?: true;
    }
  | {readonly type: 'own'};

const OWN: WantedHeading = {type: 'own'};

function heading(level: number, title: string): WantedHeading {
  return {type: 'heading', level, title};
}

function optional(level: number, title: string): WantedHeading {
  return {type: 'heading', level, title, optional: true};
}

/** The template of Airbyte's documentation checks; a destination writes objects, and has no streams. */
export function headingsWanted(name: string, side: Side): readonly WantedHeading[] {
  return [
    heading(1, name),
    heading(2, 'Prerequisites'),
    heading(2, 'Setup guide'),
    heading(2, `Set up ${name}`),
    OWN,
    heading(2, `Set up the ${name} connector in Airbyte`),
    heading(3, 'For Airbyte Cloud:'),
    heading(3, 'For Airbyte Open Source:'),
    OWN,
    heading(2, 'Supported sync modes'),
    heading(2, side === 'source' ? 'Supported Streams' : 'Supported objects'),
    OWN,
    heading(3, 'Performance considerations'),
    heading(2, 'Data type map'),
    heading(2, 'Limitations & Troubleshooting'),
    heading(3, 'Connector limitations'),
    heading(4, 'Rate limiting'),
    OWN,
    heading(3, 'Troubleshooting'),
    OWN,
    optional(3, 'Tutorials'),
    heading(2, 'IP allow list'),
    heading(2, 'Changelog'),
  ];
}

/** What is wrong with the order of headings; undefined: nothing. */
export function headingProblem(
  sections: readonly Section[],
  wanted: readonly WantedHeading[],
): string | undefined {
  const isTemplates = ({level, title}: Section): boolean =>
    wanted.some((one) => one.type === 'heading' && one.level === level && one.title === title);
  let at = 0;
  for (const next of wanted) {
    if (next.type === 'own') {
      for (let own = sections[at]; own && !isTemplates(own); own = sections[at]) at += 1;
      continue;
    }
    const found = sections[at];
    if (found?.title === next.title && found.level === next.level) at += 1;
    else if (next.optional !== true) {
      return `"${next.title}" is missing where "${found?.title ?? 'the end'}" stands`;
    }
  }
  const left = sections[at];
  return left && `"${left.title}" comes too late`;
}
