import type {Log} from '../../../core/log';

/** What Pendo says beside its counts, and what is seen in many records; for log and report. */
export interface WriterRemarks {
  /** Texts of one answer, without what records hold. */
  said(texts: readonly string[]): void;
  /** An id is there in another letter case. */
  otherSpelling(here: string, inPendo: string): void;
  list(): readonly string[];
}

const TEXTS_MAX = 10;
const TEXT_LENGTH_MAX = 200;

/** Creates the remarks of one object's writer. A text is logged at once, the first time it comes. */
export function createWriterRemarks(log: Log): WriterRemarks {
  const answers = new Map<string, number>();
  let further = 0;
  const here = new Set<string>();
  const inPendo = new Set<string>();
  const note = (text: string): void => {
    const count = answers.get(text) ?? 0;
    if (count === 0 && answers.size >= TEXTS_MAX) {
      further += 1;
      return;
    }
    if (count === 0) {
      log('WARN', `Pendo confirmed the records of a request and also says: "${text}".`);
    }
    answers.set(text, count + 1);
  };
  return {
    said: (texts) => new Set(texts.map(shorten)).forEach(note),
    otherSpelling: (spelling, found) => {
      here.add(spelling);
      inPendo.add(found);
    },
    list: () => [
      ...[...answers].map(
        ([text, count]) =>
          `Pendo says, in addition to its counts (answers: ${count}): "${text}". Check in Pendo whether the values were written.`,
      ),
      ...(further > 0
        ? [`Pendo says more in addition to its counts (other texts: ${further}).`]
        : []),
      ...(here.size > 0
        ? [
            `Ids that differ only in case: ${here.size} spellings here, ${inPendo.size} in Pendo. Pendo treats them as different ids: use Pendo's spelling in the key column.`,
          ]
        : []),
    ],
  };
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX - 1)}…` : line;
}
