/** Finds users by their address without looking at all of them. */
export class AddressBook {
  readonly #count: number;
  readonly #emailOf: (serial: number) => string;
  readonly #serials = new Map<string, Set<number>>();
  #isFilled = false;

  /** The first `count` users are read when somebody is looked for. */
  constructor(count: number, emailOf: (serial: number) => string) {
    this.#count = count;
    this.#emailOf = emailOf;
  }

  /** Notes that a user has, or had, this address. */
  note(email: string, serial: number): void {
    const key = email.toLowerCase();
    const known = this.#serials.get(key);
    if (known) known.add(serial);
    else this.#serials.set(key, new Set([serial]));
  }

  /** Users who have, or had, the address, compared without case. */
  find(email: string): Iterable<number> {
    if (!this.#isFilled) {
      for (let serial = 0; serial < this.#count; serial += 1)
        this.note(this.#emailOf(serial), serial);
      this.#isFilled = true;
    }
    return this.#serials.get(email.toLowerCase()) ?? [];
  }
}
