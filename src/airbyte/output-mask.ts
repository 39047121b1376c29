import {createSecretMask, type SecretMask} from '../core/secret-mask';

/**
 * Secrets shorter than this are masked in texts for people only: in a record or a state such a
 * text can stand by accident, and a mask there would change the customer's data.
 */
const DATA_SECRET_LENGTH_MIN = 12;

/** The mask of everything that leaves the process. */
export interface OutputMask extends SecretMask {
  /** Masks finished lines of records and states; cheap when no secret is in them. */
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
    applyToData: (lines) => data.apply(lines),
  };
}
