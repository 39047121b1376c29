// A destination that takes everything and echoes states, with the one habit of its configuration.
'use strict';

const {readFileSync} = require('node:fs');
const {createInterface} = require('node:readline');

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const {habit = 'good'} = JSON.parse(readFileSync(option('--config'), 'utf8'));
const counts = new Map();
const held = [];

const print = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const failure = (type) =>
  print({type: 'TRACE', trace: {type: 'ERROR', error: {message: 'No.', failure_type: type}}});

function echo(state) {
  const stream = state.stream.stream_descriptor.name;
  const recordCount = (counts.get(stream) ?? 0) + (habit === 'miscounts' ? 1 : 0);
  counts.set(stream, 0);
  const answer = {...state, destinationStats: {recordCount, rejectedRecordCount: 0}};
  if (habit === 'drops the id') delete answer.id;
  if (habit === 'changes the state') {
    answer.stream = {...state.stream, stream_state: {cursor: 'another'}};
  }
  if (habit === 'swaps the order') held.unshift({type: 'STATE', state: answer});
  else if (habit !== 'never answers') print({type: 'STATE', state: answer});
}

if (habit === 'writes on stderr') process.stderr.write('Careful!\n');
if (habit === 'prints no messages') process.stdout.write('Hello.\n');

createInterface({input: process.stdin})
  .on('line', (line) => {
    const {type, record, state} = JSON.parse(line);
    if (type === 'RECORD') counts.set(record.stream, (counts.get(record.stream) ?? 0) + 1);
    if (type === 'RECORD' && habit === 'leaves early') process.exit(0);
    if (type === 'STATE') echo(state);
  })
  .on('close', () => {
    held.forEach(print);
    if (habit === 'config_error' || habit === 'transient_error') failure(habit);
    if (/_error$|^fails/.test(habit)) process.exitCode = 1;
  });
