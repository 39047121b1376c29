import type {Command} from 'commander';

/** Shells that can complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Words {
  readonly name: string;
  readonly description: string;
  /** `--option` with what it does. */
  readonly options: readonly {readonly flag: string; readonly description: string}[];
  /** Its commands, and fixed words that its argument may be. */
  readonly choices: readonly string[];
}

/** The script of a shell, made of the program's own commands and options. */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const commands = program.commands.map(wordsOf);
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return `#compdef user-sync\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
    case 'fish':
      return fish(commands);
  }
}

function wordsOf(command: Command): Words {
  const visible = command.createHelp().visibleOptions(command);
  return {
    name: command.name(),
    description: command.description(),
    options: visible.flatMap(({long, description}) =>
      typeof long === 'string' ? [{flag: long, description}] : [],
    ),
    choices: [
      ...command.commands.map((child) => child.name()),
      ...command.registeredArguments.flatMap(({argChoices}) => argChoices ?? []),
    ],
  };
}

/** Files are proposed wherever neither an option nor a fixed word can stand. */
function bash(commands: readonly Words[]): string {
  const cases = commands.map(({name, options, choices}) => {
    const flags = options.map(({flag}) => flag).join(' ');
    return `    ${name}) options='${flags}'; words='${choices.join(' ')}' ;;`;
  });
  const names = commands.map(({name}) => name).join(' ');
  return `_user_sync() {
  local current="\${COMP_WORDS[COMP_CWORD]}" options='' words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} --help --version --verbose' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [ "\${current#-}" != "$current" ]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _user_sync user-sync
`;
}

function fish(commands: readonly Words[]): string {
  const lines = commands.flatMap(({name, description, options, choices}) => [
    `complete -c user-sync -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
    ...options.map(
      (option) =>
        `complete -c user-sync -n '__fish_seen_subcommand_from ${name}' -l ${option.flag.slice(2)} -d ${quoted(option.description)}`,
    ),
    ...(choices.length === 0
      ? []
      : [
          `complete -c user-sync -n '__fish_seen_subcommand_from ${name}' -f -a '${choices.join(' ')}'`,
        ]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
