/** A person with a login; all that belongs to her is kept with her. */
export interface PagerdutyUser {
  readonly serial: number;
  readonly name: string;
  readonly email: string;
  readonly time_zone: string | null;
  readonly color: string;
  readonly role: string;
  readonly description: string | null;
  readonly job_title: string | null;
  readonly invitation_sent: boolean;
  readonly created_via_sso: boolean;
  readonly billed: boolean;
  /** The user is on an escalation policy, which belongs to the first of the user's teams. */
  readonly onCall: boolean;
  /** Id of a license that was given by name; undefined: the one that goes with the role. */
  readonly license?: string;
  /** When the user was added, epoch milliseconds; undefined: before the start. */
  readonly createdMs?: number;
  readonly methods: readonly ContactMethod[];
  readonly rules: readonly NotificationRule[];
  readonly memberships: readonly Membership[];
}

/** Kinds of contact methods, without `_contact_method`. */
export type MethodKind = 'email' | 'sms' | 'phone' | 'push_notification' | 'whatsapp';

/** A way to reach a user. */
export interface ContactMethod {
  readonly serial: number;
  readonly kind: MethodKind;
  readonly label: string;
  readonly address: string;
  /** For phone, sms and whatsapp. */
  readonly country_code: number | undefined;
  readonly send_short_email: boolean;
  /** For push. */
  readonly device_type: string | undefined;
  readonly createdMs: number;
}

/** When a user is notified, and through which contact method. */
export interface NotificationRule {
  readonly serial: number;
  readonly delayMinutes: number;
  readonly urgency: 'high' | 'low';
  /** Serial of the contact method. */
  readonly method: number;
  readonly createdMs: number;
}

/** A user's place in a team. */
export interface Membership {
  /** Serial of the team. */
  readonly team: number;
  readonly role: string;
}

/** A group of users. */
export interface Team {
  readonly serial: number;
  readonly name: string;
  readonly description: string | null;
  readonly default_role: string;
}
