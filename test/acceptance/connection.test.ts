import type {ConnectionTest} from './support/cat-config';
import {useAccounts} from './support/accounts';
import {destination, source, type Connector} from './support/connectors';
import {endProblems} from './support/read-rules';
import {runConnector, type Run} from './support/run-connector';

interface Case {
  readonly connector: Connector;
  readonly test: ConnectionTest;
  readonly title: string;
}

const cases: readonly Case[] = [source, destination].flatMap((connector) =>
  (connector.config.acceptance_tests.connection.tests ?? []).map((test, at) => ({
    connector,
    test,
    title: `${connector.name} (connection.tests[${at}])`,
  })),
);

jest.setTimeout(120_000);

const accounts = useAccounts(cases.map(({test}) => test.config_path));

function statusesOf(run: Run): readonly unknown[] {
  return run.of('CONNECTION_STATUS').map(({status}) => status);
}

describe.each(cases)('The check of $title', ({connector, test}) => {
  it(`ends as the file says: ${test.status}`, async () => {
    const path = accounts.reach(test.config_path);
    const run = await runConnector(connector, ['check', '--config', path], test.timeout_seconds);
    switch (test.status) {
      case 'succeed':
        expect([endProblems(run), statusesOf(run)]).toEqual([[], ['SUCCEEDED']]);
        return;
      case 'failed': {
        expect([endProblems(run), statusesOf(run)]).toEqual([[], ['FAILED']]);
        const message = run.of('CONNECTION_STATUS')[0]?.['message'];
        expect(message).toMatch(/\S{3}/);
        return;
      }
      case 'exception':
        expect(run.code).not.toBe(0);
        expect([run.stderr, run.strayLines, statusesOf(run)]).toEqual(['', [], []]);
        expect(run.errors).toHaveLength(1);
        expect(run.errors[0]?.['message']).toMatch(/\S{3}/);
    }
  });
});
