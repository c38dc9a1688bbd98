// An error of the run that the language asks for, as the reference meets it. Must not know what is evaluated.
export class Fault extends Error {}
