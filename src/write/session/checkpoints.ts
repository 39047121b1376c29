import type {EventOutlet} from './event-outlet';

/** What the checkpoints of a session need. */
interface CheckpointsOptions<Token> {
  readonly outlet: EventOutlet<Token>;
  /**
   * Whether checkpoints of a stream that feeds these objects may pass. A session whose end would be a
   * failure because of what was rejected must not confirm states: the next try would begin behind the
   * rejected records, find nothing wrong, and look like success.
   */
  readonly mayPass: (objects: readonly string[]) => boolean;
  /** A dry run has sent nothing, so it confirms nothing. */
  readonly dryRun: boolean;
}

/** Records of a stream between two checkpoints. */
interface Segment {
  outstanding: number;
  written: number;
  rejected: number;
  /** Called when the last record of a closed segment is settled. */
  onSettled: (() => void) | undefined;
}

/** The part of a record in its segment that goes to several objects; it settles once all have settled it. */
interface SharedClaim {
  readonly segment: Segment;
  remaining: number;
  rejected: boolean;
}

/** A record's part in its segment. One that goes to a single object needs nothing of its own. */
export type Claim = Segment | SharedClaim;

/**
 * The way of a checkpoint, whole: each record claims a place in its stream's open segment; a checkpoint
 * closes the segment; the objects settle the claims; and once a closed segment is settled, all before
 * it have passed and nothing holds it back, its checkpoint is emitted.
 *
 * Records between two checkpoints share a segment that counts them, so that a record costs no promise
 * and a checkpoint knows at once when it may pass.
 */
export class Checkpoints<Token> {
  readonly #options: CheckpointsOptions<Token>;
  readonly #streams: StreamCheckpoints<Token>[] = [];

  constructor(options: CheckpointsOptions<Token>) {
    this.#options = options;
  }

  /** Those of a stream that feeds these objects; what is rejected of one stream holds back no other. */
  ofStream(objects: readonly string[]): StreamCheckpoints<Token> {
    const {outlet, mayPass, dryRun} = this.#options;
    const stream = new StreamCheckpoints<Token>(
      () => dryRun || mayPass(objects),
      (token, {written, rejected}) => {
        const stats = {recordCount: written, rejectedRecordCount: rejected};
        if (!dryRun) void outlet.send({type: 'checkpoint', token, stats});
      },
    );
    this.#streams.push(stream);
    return stream;
  }

  /** Emits what may pass by now. */
  release(): void {
    for (const stream of this.#streams) stream.release();
  }
}

/** The checkpoints of one stream, in order. */
export class StreamCheckpoints<Token> {
  readonly #mayPass: () => boolean;
  readonly #emit: (token: Token, segment: Segment) => void;
  /** Segments that a checkpoint has closed and that still wait, oldest first. */
  readonly #closed: {readonly segment: Segment; readonly token: Token}[] = [];
  #open = newSegment();

  constructor(mayPass: () => boolean, emit: (token: Token, segment: Segment) => void) {
    this.#mayPass = mayPass;
    this.#emit = emit;
  }

  /** Enters a record that goes to `objects` objects (at least one). */
  claim(objects: number): Claim {
    this.#open.outstanding += 1;
    return objects === 1 ? this.#open : {segment: this.#open, remaining: objects, rejected: false};
  }

  /** Puts a checkpoint behind all records that were entered so far. */
  close(token: Token): void {
    const segment = this.#open;
    this.#open = newSegment();
    this.#closed.push({segment, token});
    segment.onSettled = () => {
      this.release();
    };
    this.release();
  }

  /** Emits what may pass by now. */
  release(): void {
    for (
      let first = this.#closed[0];
      first?.segment.outstanding === 0 && this.#mayPass();
      first = this.#closed[0]
    ) {
      this.#closed.shift();
      this.#emit(first.token, first.segment);
    }
  }
}

/** One object is done with a record: accepted, or kept as rejected. */
export function settleClaim(claim: Claim, rejected: boolean): void {
  if (!('segment' in claim)) {
    settleRecord(claim, rejected);
    return;
  }
  claim.remaining -= 1;
  if (rejected) claim.rejected = true;
  if (claim.remaining === 0) settleRecord(claim.segment, claim.rejected);
}

function settleRecord(segment: Segment, rejected: boolean): void {
  segment.outstanding -= 1;
  if (rejected) segment.rejected += 1;
  else segment.written += 1;
  if (segment.outstanding === 0) segment.onSettled?.();
}

function newSegment(): Segment {
  return {outstanding: 0, written: 0, rejected: 0, onSettled: undefined};
}
