import {pageOf, sides} from './support/connectors';
import {textBelow} from './support/markdown';
import {HOLE, holds, sourceTexts} from './support/source-sentences';

/** Vendors' folders that a connector does not have say nothing to its users. */
const FOREIGN = {
  source: /^src\/(sandbox|runner|warehouse|write|vendors\/userguiding)\//,
  destination: /^src\/(sandbox|runner|warehouse|read|vendors\/(pandadoc|scim))\//,
};

/** Shorter pieces are in too many sentences to prove anything. */
const TELLING_LENGTH_MIN = 10;

describe.each(sides)('The messages that the page of the %s explains', (side) => {
  const items = textBelow(pageOf(side), 'Troubleshooting').split(/^- /m).slice(1);
  const texts = sourceTexts('src', (file) => !FOREIGN[side].test(file));

  it('are a message each, with its cause and what to do', () => {
    expect(items.length).toBeGreaterThan(30);
    for (const item of items) expect(item).toMatch(/^`[^`]+`\n {2}[A-Z][^]+\.\s*$/);
  });

  it.each(items.map((item) => /^`([^`]+)`/.exec(item)?.[1] ?? ''))('print: %s', (message) => {
    const pieces = message.split(HOLE).map((piece) => piece.trim());
    expect(Math.max(...pieces.map(({length}) => length))).toBeGreaterThanOrEqual(
      TELLING_LENGTH_MIN,
    );
    expect(texts.filter((text) => holds(text, message)).map(({file}) => file)).not.toEqual([]);
  });

  it('are each explained once', () => {
    const messages = items.map((item) => item.split('\n')[0]);
    expect(new Set(messages).size).toBe(messages.length);
  });
});

describe('A quotation', () => {
  const text = {file: 'x.ts', text: `The name ${HOLE} cannot be resolved. Check the network.`};

  it('is found with whatever stands in its holes', () => {
    expect(holds(text, `The name ${HOLE} cannot be resolved.`)).toBe(true);
    expect(holds(text, `name ${HOLE} be resolved${HOLE} network.`)).toBe(true);
  });

  it('is not found in other words or in another order', () => {
    expect(holds(text, 'The name cannot be resolved.')).toBe(false);
    expect(holds(text, `Check the network.${HOLE}The name`)).toBe(false);
  });
});
