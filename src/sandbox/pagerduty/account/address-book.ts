/** Finds users by their address without looking at all of them. */
export interface AddressBook {
  /** Notes that a user has, or had, this address. */
  note(email: string, serial: number): void;
  /** Users who have, or had, the address, compared without case. */
  find(email: string): Iterable<number>;
}

/** Makes the book of an account; the first `count` users are read when somebody is looked for. */
export function createAddressBook(count: number, emailOf: (serial: number) => string): AddressBook {
  const serials = new Map<string, Set<number>>();
  let isFilled = false;
  const note = (email: string, serial: number): void => {
    const key = email.toLowerCase();
    const known = serials.get(key);
    if (known) known.add(serial);
    else serials.set(key, new Set([serial]));
  };
  return {
    note,
    find: (email) => {
      if (!isFilled) {
        for (let serial = 0; serial < count; serial += 1) note(emailOf(serial), serial);
        isFilled = true;
      }
      return serials.get(email.toLowerCase()) ?? [];
    },
  };
}
