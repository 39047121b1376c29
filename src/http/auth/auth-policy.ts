/** How requests are authenticated, as a value that the client applies to each request. */
export interface AuthPolicy {
  /** Headers (or, where a user asked for it, query parameters) for the next request. */
  authorize(signal: AbortSignal): Promise<Authorization>;
  /**
   * Called after a 401: true when a new credential was obtained and the request may be sent again
   * once. Simultaneous callers share one refresh. `refused` is what `authorize` gave for the
   * refused request: when a newer credential exists already, nothing is asked for.
   */
  renew?(signal: AbortSignal, refused?: Authorization): Promise<boolean>;
}

/** What authentication adds to a request. */
export interface Authorization {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
}
