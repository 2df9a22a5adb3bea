import { type Measure, ROOMS, type Room } from '../graph/measure.js';

/** What a part of a room took by itself, without what it set off elsewhere. */
export interface Lap {
  readonly room: Room;
  readonly part: string | undefined;
  readonly milliseconds: number;
  readonly heapBytes: number;
}

/** What a clock and the heap say at one moment. */
export interface Moment {
  readonly milliseconds: number;
  readonly heapBytes: number;
}

/** Measures work, and keeps what each part of each room took. */
export interface Profile {
  readonly measure: Measure;
  readonly laps: () => readonly Lap[];
}

export function startProfile(now: () => Moment = present): Profile {
  const laps = new Map<string, Lap>();
  /** What the work under way has set off so far: a rule may be the first to ask for a fact. */
  let setOff: Moment = NO_TIME;
  const measure: Measure = (room, part, work) => {
    const [start, before] = [now(), setOff];
    setOff = NO_TIME;
    const end = () => {
      const took = difference(now(), start);
      const own = difference(took, setOff);
      const known = laps.get(`${room} ${part}`) ?? { room, part, ...NO_TIME };
      laps.set(`${room} ${part}`, { ...known, ...sum(known, own) });
      setOff = sum(before, took);
    };
    let isLater = false;
    try {
      const result = work();
      isLater = result instanceof Promise;
      return result instanceof Promise ? (result.finally(end) as typeof result) : result;
    } finally {
      if (!isLater) end();
    }
  };
  return { measure, laps: () => [...laps.values()] };
}

const NO_TIME: Moment = { milliseconds: 0, heapBytes: 0 };

function present(): Moment {
  return { milliseconds: performance.now(), heapBytes: process.memoryUsage().heapUsed };
}

function sum(one: Moment, other: Moment): Moment {
  return {
    milliseconds: one.milliseconds + other.milliseconds,
    heapBytes: one.heapBytes + other.heapBytes,
  };
}

function difference(one: Moment, other: Moment): Moment {
  return {
    milliseconds: one.milliseconds - other.milliseconds,
    heapBytes: one.heapBytes - other.heapBytes,
  };
}

/** How many of the slowest facts and rules are named. */
const NAMED = 10;

/** Rooms in the order of the line, and the facts and rules that took longest. */
export function profileTable(laps: readonly Lap[]): string {
  const rooms = ROOMS.map((room) => {
    const own = laps.filter((lap) => lap.room === room).reduce(sum, NO_TIME);
    return row(room, own);
  });
  return [
    `${'room'.padEnd(WIDTH)}${'ms'.padStart(10)}${'heap MB'.padStart(10)}`,
    ...rooms,
    row('together', laps.reduce(sum, NO_TIME)),
    ...(['facts', 'rules'] as const).flatMap((room) => slowest(room, laps)),
    '',
  ].join('\n');
}

function slowest(room: Room, laps: readonly Lap[]): readonly string[] {
  const parts = laps
    .filter((lap) => lap.room === room && lap.part !== undefined)
    .toSorted((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, NAMED);
  return parts.length === 0 ? [] : ['', `slowest ${room}`, ...parts.map((lap) => row(lap.part ?? '', lap))];
}

const WIDTH = 60;

function row(name: string, { milliseconds, heapBytes }: Moment): string {
  return `${name.padEnd(WIDTH)}${milliseconds.toFixed(1).padStart(10)}${(heapBytes / 1e6).toFixed(1).padStart(10)}`;
}
