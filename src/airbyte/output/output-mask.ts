import {replaceStrings} from '../../core/json-strings';
import {createSecretMask, type SecretMask} from '../../core/secrets/secret-mask';

/**
 * Secrets shorter than this are masked in texts for people only: in a record or a state such a
 * text can stand by accident, and a mask there would change the customer's data.
 */
const DATA_SECRET_LENGTH_MIN = 12;

/** The mask of everything that leaves the process. */
export interface OutputMask extends SecretMask {
  /**
   * Masks finished lines of records and states, inside their JSON strings only: what comes out is
   * JSON, and its numbers are what they were. Cheap when no secret is in them.
   */
  applyToData(lines: string): string;
}

/** Creates a mask without secrets; they are added as configurations are read. */
export function createOutputMask(): OutputMask {
  const texts = createSecretMask();
  const data = createSecretMask();
  return {
    add: (secret) => {
      texts.add(secret);
      if (secret.length >= DATA_SECRET_LENGTH_MIN) data.add(secret);
    },
    apply: (text) => texts.apply(text),
    mayChange: (text) => texts.mayChange(text),
    applyToData: (lines) => (data.mayChange(lines) ? maskLines(lines, data) : lines),
  };
}

/** A page of records is one text: only the lines that may hold a secret are taken apart. */
function maskLines(lines: string, mask: SecretMask): string {
  return lines
    .split('\n')
    .map((line) =>
      mask.mayChange(line) ? replaceStrings(line, (value) => mask.apply(value)) : line,
    )
    .join('\n');
}
