/** Whom a credential belongs to, as far as the vendor tells. */
export interface ToldAccount {
  /**
   * Ids that do not change when a credential is replaced; two accounts never share one. Empty where
   * the vendor tells none: then only the credential itself can be recognized.
   */
  readonly ids: readonly string[];
  /** What people call the account, for messages. */
  readonly name?: string;
  /** Where the vendor is reached: one credential at two addresses is two accounts. */
  readonly address: string;
}
