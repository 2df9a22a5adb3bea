/** The rooms of the house, in the order of the line. */
export const ROOMS = ['input', 'graph', 'facts', 'rules', 'triage', 'report'] as const;

export type Room = (typeof ROOMS)[number];

/** Does a piece of a room's work, and gives what it gives. `part` names one of many: a fact, a rule. */
export type Measure = <T>(room: Room, part: string | undefined, work: () => T) => T;

/** Nobody asked. */
export const unmeasured: Measure = (_room, _part, work) => work();
