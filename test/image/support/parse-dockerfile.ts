/** One instruction: `FROM`, and all that follows the word. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** One stage with its instructions, `FROM` left out. */
export interface Stage {
  readonly from: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile, as far as its static facts go. */
export interface Dockerfile {
  /** `ARG` before the first stage, by name. */
  readonly args: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
}

/** Reads a Dockerfile; throws for a stage without a name. */
export function parseDockerfile(text: string): Dockerfile {
  const instructions = splitInstructions(text);
  const firstStage = instructions.findIndex(({name}) => name === 'FROM');
  const args = instructions.slice(0, firstStage).map(({text: line}) => pairOf(line));
  const stages: {from: string; name: string; instructions: Instruction[]}[] = [];
  for (const instruction of instructions.slice(firstStage)) {
    if (instruction.name === 'FROM') stages.push({...namesOf(instruction.text), instructions: []});
    else stages.at(-1)?.instructions.push(instruction);
  }
  return {args: new Map(args), stages};
}

/** A stage with those that it is built on, nearest first, down to a base image. */
export function lineageOf({stages}: Dockerfile, name: string): readonly Stage[] {
  const stage = stages.find((one) => one.name === name);
  return stage === undefined ? [] : [stage, ...lineageOf({args: new Map(), stages}, stage.from)];
}

/** Last text of an instruction in a target: what the image ends up with. */
export function lastOf(
  dockerfile: Dockerfile,
  target: string,
  instruction: string,
): string | undefined {
  for (const stage of lineageOf(dockerfile, target)) {
    const found = stage.instructions.findLast(({name}) => name === instruction);
    if (found !== undefined) return found.text;
  }
  return undefined;
}

/** All pairs of `ENV` or `LABEL` in a target; the nearer stage wins. */
export function pairsOf(
  dockerfile: Dockerfile,
  target: string,
  instruction: 'ENV' | 'LABEL',
): ReadonlyMap<string, string> {
  const stages = lineageOf(dockerfile, target).toReversed();
  return new Map(
    stages
      .flatMap((stage) => stage.instructions)
      .filter(({name}) => name === instruction)
      .flatMap(({text}) => [...text.matchAll(/([\w.]+)=("[^"]*"|\S+)/g)])
      .map(([pair]) => pairOf(pair)),
  );
}

function splitInstructions(text: string): readonly Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#') && line.trim() !== '')
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines.map((line) => {
    const [name = '', ...rest] = line.trim().split(/\s+/);
    return {name: name.toUpperCase(), text: rest.join(' ')};
  });
}

function namesOf(text: string): {from: string; name: string} {
  const [, from, name] = /^(\S+) AS (\S+)$/i.exec(text) ?? [];
  if (from === undefined || name === undefined) throw new Error(`FROM ${text} names no stage`);
  return {from, name};
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1).replaceAll(/^"|"$/g, '')];
}
