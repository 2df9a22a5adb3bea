import { describe, expect, it } from 'vitest';
import { type Lap, type Moment, profileTable, startProfile } from '../../src/cli/profile.js';

/** A clock that stands still until somebody works. */
function clock() {
  let now: Moment = { milliseconds: 0, heapBytes: 0 };
  const work = (milliseconds: number, heapBytes = 0) => {
    now = { milliseconds: now.milliseconds + milliseconds, heapBytes: now.heapBytes + heapBytes };
  };
  const profile = startProfile(() => now);
  const seen = () =>
    profile.laps().map(({ room, part, milliseconds, heapBytes }) => [room, part, milliseconds, heapBytes]);
  return { work, seen, measure: profile.measure };
}

describe('a profile', () => {
  it('gives what the work gives, and notes what it took', () => {
    const { work, seen, measure } = clock();
    const result = measure('graph', undefined, () => {
      work(3, 100);
      return 'graph';
    });
    expect(result).toBe('graph');
    expect(seen()).toEqual([['graph', undefined, 3, 100]]);
  });

  it('adds up what is done in several times', () => {
    const { work, seen, measure } = clock();
    for (const each of [1, 2]) measure('rules', 'a', () => work(each));
    measure('rules', 'b', () => work(4));
    expect(seen()).toEqual([
      ['rules', 'a', 3, 0],
      ['rules', 'b', 4, 0],
    ]);
  });

  it('does not count work twice that other work set off', () => {
    const { work, seen, measure } = clock();
    measure('rules', 'a', () => {
      work(1);
      measure('facts', 'Mesh', () => {
        work(10);
        measure('facts', 'ControlPlane', () => work(100));
      });
      work(2);
    });
    measure('rules', 'b', () => work(5));
    expect(seen()).toEqual([
      ['facts', 'ControlPlane', 100, 0],
      ['facts', 'Mesh', 10, 0],
      ['rules', 'a', 3, 0],
      ['rules', 'b', 5, 0],
    ]);
  });

  it('waits for what is done later', async () => {
    const { work, seen, measure } = clock();
    await measure('input', undefined, async () => {
      await Promise.resolve();
      work(7);
    });
    expect(seen()).toEqual([['input', undefined, 7, 0]]);
  });

  it('survives a rule that stops', () => {
    const { work, seen, measure } = clock();
    const stopping = () =>
      measure('rules', 'a', () => {
        work(1);
        throw new Error('stopped');
      });
    expect(stopping).toThrow('stopped');
    measure('rules', 'b', () => work(2));
    expect(seen()).toEqual([
      ['rules', 'a', 1, 0],
      ['rules', 'b', 2, 0],
    ]);
  });
});

describe('its table', () => {
  const lap = (room: Lap['room'], part: string | undefined, milliseconds: number): Lap => ({
    room,
    part,
    milliseconds,
    heapBytes: milliseconds * 1e5,
  });
  const lines = (laps: readonly Lap[]) =>
    profileTable(laps)
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));

  it('shows every room in the order of the line, and what took longest first', () => {
    expect(
      lines([
        lap('rules', 'quick', 1),
        lap('rules', 'slow', 20),
        lap('input', undefined, 5),
        lap('facts', 'Mesh', 2),
      ]),
    ).toEqual([
      'room ms heap MB',
      'input 5.0 0.5',
      'graph 0.0 0.0',
      'facts 2.0 0.2',
      'rules 21.0 2.1',
      'triage 0.0 0.0',
      'report 0.0 0.0',
      'together 28.0 2.8',
      '',
      'slowest facts',
      'Mesh 2.0 0.2',
      '',
      'slowest rules',
      'slow 20.0 2.0',
      'quick 1.0 0.1',
      '',
    ]);
  });

  it('names ten of each', () => {
    const laps = Array.from({ length: 12 }, (_, index) => lap('rules', `rule-${index}`, index));
    const named = lines(laps).filter((line) => line.startsWith('rule-'));
    expect(named).toHaveLength(10);
    expect(named[0]).toBe('rule-11 11.0 1.1');
  });
});
