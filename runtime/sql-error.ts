// What a driver of PostgreSQL throws as the error of a mission: which table, what the database said, what to do.
// Must not know statements. Neither parameters nor connection strings get into a message.
import { MissionError } from "./errors.js";
import { backendCodeOf } from "./stores.js";

/** PostgreSQL's own codes; drivers and systems have longer ones, such as `ECONNREFUSED`. */
const sqlState = /^[0-9A-Z]{5}$/;
/** Connection failures, shutdowns, and as many connections as there may be. */
const lostState = /^(?:08|57P0|53300)/;

/** The error keeps none of the driver's own fields: some hold the records of the statement. */
export function sqlError(table: string, cause: unknown): MissionError {
  if (cause instanceof MissionError) return cause;
  const backendCode = backendCodeOf(cause);
  const said = cause instanceof Error ? cause.message : "";
  const code = backendCode === undefined ? "" : ` (${backendCode})`;
  const help = helps.get(backendCode ?? "");
  const isState = sqlState.test(backendCode ?? "");
  const isLost = isState
    ? lostState.test(backendCode ?? "")
    : backendCode !== undefined || /connect|closed/i.test(said);
  if (isLost) {
    const words = isState ? `: ${said}` : "";
    return new MissionError(`table \`${table}\`: the connection to the database failed${words}${code}`, {
      code: "store",
      backendCode,
      help: help ?? "check that the database runs and can be reached; what finished steps wrote is in it",
    });
  }
  const words = isState ? said : "the database could not be used";
  const facts = isState ? {} : { cause };
  return new MissionError(`table \`${table}\`: ${words}${code}`, { ...facts, code: "store", backendCode, help });
}

const helps: ReadonlyMap<string, string> = new Map([
  ["28P01", "check the user and the password of the database"],
  ["3D000", "make the database, or correct its name"],
  ["3F000", "make the schema, or correct its name"],
  ["42501", "give the user of the database the right to use that table, and to create it if it does not exist"],
  ["22021", "PostgreSQL keeps no text with the character U+0000 and none with half of a surrogate pair"],
  ["22P05", "PostgreSQL keeps no text with the character U+0000 and none with half of a surrogate pair"],
  ["54000", "a key may have about 2,600 bytes"],
]);
