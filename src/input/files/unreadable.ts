import type { Problem } from '../source.js';

/** The problem of a file or directory that the system does not let us read. */
export function unreadable(subject: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return {
    level: 'error',
    subject,
    message: REASONS[code] ?? `This cannot be read (${code}); mend it, or leave it out.`,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'Permission to read this is missing; grant it to the user who runs meshlint, or leave it out.',
  EPERM: 'Permission to read this is missing; grant it to the user who runs meshlint, or leave it out.',
  ENOENT: 'This vanished while it was being read; run meshlint again.',
  ELOOP: 'This link leads back to itself; mend it, or leave it out.',
};
