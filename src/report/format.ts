/** The formats of a report. They stand alone, so that whoever offers the choice need not load what writes them. */
export const FORMATS = ['text', 'sarif', 'json'] as const;

export type Format = (typeof FORMATS)[number];
