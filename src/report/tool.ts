/** What a report says about the program that made it. */
export interface Tool {
  readonly name: string;
  /** A semantic version: `1.0.0`. */
  readonly version: string;
  /** Absent until there is a page to point at. */
  readonly informationUri?: string;
}
