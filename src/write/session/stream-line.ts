import type {CheckpointStats} from './session';

/**
 * The checkpoints of one stream, in order. Records between two checkpoints share a segment that
 * counts them, so that a record costs no promise and a checkpoint knows at once when it may pass.
 */
export interface StreamLine<Token> {
  readonly pass: (token: Token, stats: CheckpointStats) => void;
  /** Segments that a checkpoint has closed and that still wait, oldest first. */
  readonly closed: ClosedSegment<Token>[];
  /** Where the next record belongs. */
  open: Segment;
}

/** Records of a stream between two checkpoints. */
export interface Segment {
  outstanding: number;
  written: number;
  rejected: number;
  /** Called when the last record of a closed segment is settled. */
  onSettled: (() => void) | undefined;
}

interface ClosedSegment<Token> {
  readonly segment: Segment;
  readonly token: Token;
}

/** One record's part in its segment; it settles once all its objects have settled it. */
export interface Claim {
  readonly segment: Segment;
  remaining: number;
  rejected: boolean;
}

/** Creates the line of a stream; `pass` is called once per checkpoint, in order. */
export function createStreamLine<Token>(
  pass: (token: Token, stats: CheckpointStats) => void,
): StreamLine<Token> {
  return {pass, closed: [], open: newSegment()};
}

/** Enters a record that goes to `objects` objects (at least one). */
export function claimRecord(line: {readonly open: Segment}, objects: number): Claim {
  line.open.outstanding += 1;
  return {segment: line.open, remaining: objects, rejected: false};
}

/** One object is done with a record: accepted, or kept as rejected. */
export function settleClaim(claim: Claim, rejected: boolean): void {
  claim.remaining -= 1;
  if (rejected) claim.rejected = true;
  if (claim.remaining > 0) return;
  const {segment} = claim;
  segment.outstanding -= 1;
  if (claim.rejected) segment.rejected += 1;
  else segment.written += 1;
  if (segment.outstanding === 0) segment.onSettled?.();
}

/** Puts a checkpoint behind all records that were entered so far. */
export function closeSegment<Token>(line: StreamLine<Token>, token: Token): void {
  const segment = line.open;
  line.open = newSegment();
  line.closed.push({segment, token});
  segment.onSettled = () => passSettled(line);
  passSettled(line);
}

function passSettled<Token>(line: StreamLine<Token>): void {
  for (let first = line.closed[0]; first?.segment.outstanding === 0; first = line.closed[0]) {
    line.closed.shift();
    const {written, rejected} = first.segment;
    line.pass(first.token, {recordCount: written, rejectedRecordCount: rejected});
  }
}

function newSegment(): Segment {
  return {outstanding: 0, written: 0, rejected: 0, onSettled: undefined};
}
