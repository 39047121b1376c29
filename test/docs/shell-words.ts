/** A command line of an example, as far as a test carries it out. */
export interface ShellCall {
  readonly program: string;
  readonly args: readonly string[];
  /** What it may read besides the environment: `NAME=value` in front. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The words of one command line. Where its output goes, what it is piped into and its comment are the shell's
 * affair and left out; so is `source <(…)` around it.
 */
export function wordsOf(line: string): ShellCall {
  const inner = /^source <\((.*)\)$/.exec(line)?.[1] ?? line;
  const bare = inner
    .replace(/\s+#\s.*$/, '')
    .replace(/ \| .*$/, '')
    .replaceAll(/ 2?>&?\d? ?\S*/g, '');
  const words = [...bare.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const pairs = words.slice(0, first).map((word) => word.split('=', 2) as [string, string]);
  const [program = '', ...args] = words.slice(first);
  return {program, args, variables: Object.fromEntries(pairs)};
}
