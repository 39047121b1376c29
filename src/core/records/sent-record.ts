/** A record as it stands in the text of an answer: compact, every value as `JSON.stringify` writes it. */
export interface SentRecord {
  /** Numbers of its members, in the order in which they were sent. */
  readonly members: readonly number[];
  /** The name of a member. */
  nameOf(member: number): string;
  /** The JSON text of a member, or of one of the wanted parts; undefined where it was not sent. */
  json(part: number): string | undefined;
}

/** How the records of a list are taken from the text of an answer. */
export interface SentListOptions<Made extends object> {
  /** The name of the list in the answer. */
  readonly at: string;
  /** Parts inside of members, each by the names that lead to it; part 0 is the first of them. */
  readonly wanted?: readonly (readonly string[])[];
  /** True where the same answer may come again: then it is not read again, but kept until the next one came. */
  readonly repeats?: boolean;
  /**
   * What stands for the record in the answer's body; undefined where only the parsed record will do. The record
   * is looked at now and not kept: the next one takes its place.
   */
  readonly make: (record: SentRecord) => Made | undefined;
}
