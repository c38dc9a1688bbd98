// Exit codes, the error of a command line, and how a command ends when something was thrown.
// Must not know what the commands do.

export const exitCode = {
  done: 0,
  missionErrors: 1,
  usage: 2,
  differences: 3,
  runFailed: 3,
  validationFailed: 4,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** A mistake of the user outside a mission: flags, files, configuration. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly help: string | undefined;
  readonly exitCode: number;

  constructor(message: string, help?: string, code: number = exitCode.usage) {
    super(message);
    this.help = help;
    this.exitCode = code;
  }
}

/** The error of the file system for `path`, in the user's words. */
export function fileError(error: unknown, path: string, what: string): CommandError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new CommandError(`${what} ${path}: ${reason}`);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is a file, not a folder",
  EEXIST: "part of the path is a file, not a folder",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
};

/** Prints what was thrown on stderr and gives the exit code. */
export function reportFailure(name: string, error: unknown): number {
  if (error instanceof CommandError) {
    process.stderr.write(`${name}: ${error.message}\n${error.help === undefined ? "" : `  = help: ${error.help}\n`}`);
    return error.exitCode;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${name}: internal error, a bug of reqon rather than of the mission. Please report it with this text:\n${detail}\n`,
  );
  return exitCode.internal;
}
