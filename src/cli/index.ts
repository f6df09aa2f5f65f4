/** The command line; `main.ts` is the program. */
export {}
