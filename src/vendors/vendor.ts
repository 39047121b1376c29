import type {Kit} from '../core/kit';
import type {SourceVendor} from '../read/source-vendor';
import type {DestinationVendor} from '../write/object-writer';
import type {PeopleMapping} from './people-mapping';

/** All that the project knows of one vendor. */
export interface Vendor {
  readonly name: string;
  readonly source?: SourceVendor;
  readonly destination?: DestinationVendor;
  /** How a person lets an app of theirs into their account; for vendors that give refresh tokens. */
  readonly authorization?: AuthorizationApp;
  /** What its tables say of people, for the identity graph. */
  readonly people?: readonly PeopleMapping[];
}

/** The authorization-code flow of a vendor (RFC 6749, section 4.1), between browser and token endpoint. */
export interface AuthorizationApp {
  /** As users know the vendor. */
  readonly title: string;
  /** By the name of the region; the first is the default. */
  readonly regions: Readonly<Record<string, AuthorizationAddresses>>;
  /** The page that the browser opens. Throws a `config` Failure for an address that must not be used. */
  pageUrl(address: string, query: AuthorizationQuery): string;
  /**
   * Exchanges the code that the browser brought. Throws an `auth` Failure with the vendor's words when
   * it is refused, and a `data` Failure when no refresh token comes. The secrets go into the kit's mask.
   */
  exchange(code: AuthorizationCode, kit: Kit): Promise<AuthorizedApp>;
}

/** Where the flow goes. */
export interface AuthorizationAddresses {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
}

/** What the page is asked with. */
interface AuthorizationQuery {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
}

/** What the token endpoint is asked with. */
interface AuthorizationCode {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly code: string;
  readonly redirectUri: string;
}

/** What came of it. */
interface AuthorizedApp {
  readonly refreshToken: string;
  /** Sentences for the user, without secrets. */
  readonly remarks: readonly string[];
}
