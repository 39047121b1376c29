/** Levels of the Airbyte protocol that the project uses. */
export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';

/** Writes one line for the user. Never a secret, never a record's content. */
export type Log = (level: LogLevel, message: string) => void;
